import { MnsCaller } from '../mns/caller.ts'
import { element, innerOf, parent, textOf } from '../mns/xml.ts'
import type { Handed, QueuePort, Stored } from './port.ts'

export type MnsAddress = {
  url: string
  queue: string
  /** Our own access key; with auth off none is needed. */
  environment: Readonly<Record<string, string | undefined>>
}

/** More than any batch has, as MNS keeps a batch to what one message may have. */
const messageBytesMax = 1_048_576

/** The MNS endpoint. An ack counts unless the answer names its handle among those that came too late. */
export function mnsPort({ url, queue, environment }: MnsAddress): QueuePort {
  const { SLUICE_ACCESS_KEY_ID: id, SLUICE_SECRET_ACCESS_KEY: secret } = environment
  const caller = new MnsCaller({ url, key: id && secret ? { id, secret } : undefined })
  const path = `/queues/${queue}`
  return {
    batchMax: 16,
    // MNS says nothing of a message's place in its group.
    ordered: false,
    async create(visibilityTimeoutSeconds) {
      const wishes = { VisibilityTimeout: visibilityTimeoutSeconds, MaximumMessageSize: messageBytesMax }
      const xml = Object.entries(wishes).map(([name, value]) => element(name, `${value}`))
      await caller.call({ method: 'PUT', target: path, xml: parent('Queue', xml.join('')), fine: [201] })
    },
    async remove() {
      await caller.call({ method: 'DELETE', target: path, fine: [204] })
    },
    async publish(bodies) {
      const xml = parent('Messages', bodies.map(body => parent('Message', element('MessageBody', body))).join(''))
      return toStored((await caller.call({ method: 'POST', target: `${path}/messages`, xml, fine: [201] })).xml)
    },
    async poll(max, waitSeconds, signal) {
      const target = `${path}/messages?numOfMessages=${max}&waitseconds=${waitSeconds}`
      const { status, xml } = await caller.call({ method: 'GET', target, signal, fine: [200, 404] })
      return status === 404 ? [] : innerOf(xml, 'Message').map(toHanded)
    },
    async ack(receipts) {
      const xml = parent('ReceiptHandles', receipts.map(receipt => element('ReceiptHandle', receipt)).join(''))
      const answer = await caller.call({ method: 'DELETE', target: `${path}/messages`, xml, fine: [204, 404] })
      const late = new Set(innerOf(answer.xml, 'Error').map(error => textOf(error, 'ReceiptHandle')))
      return receipts.map(receipt => !late.has(receipt))
    },
    async depth() {
      const { xml } = await caller.call({ method: 'GET', target: path, fine: [200] })
      return countNames.reduce((sum, name) => sum + Number(textOf(xml, name)), 0)
    },
  }
}

const countNames = ['ActiveMessages', 'InactiveMessages', 'DelayMessages']

const toStored = (xml: string): Stored[] => innerOf(xml, 'MessageId').map(id => ({ id }))

const toHanded = (xml: string): Handed => ({
  id: textOf(xml, 'MessageId')!,
  receipt: textOf(xml, 'ReceiptHandle')!,
  body: textOf(xml, 'MessageBody')!,
  attempts: Number(textOf(xml, 'DequeueCount')),
})
