import { createHmac } from 'node:crypto'
import type { Connection } from '../http/connection.ts'
import { toRequest } from '../http/request.ts'
import { countOf, expectStatus } from './answers.ts'
import { fresh } from './fresh.ts'
import type { AccessKey } from './signature.ts'
import { body, pollMessages, pollSeconds, type Wire } from './wire.ts'

const type = 'text/xml'
const version = '2015-06-06'

/** A request as clients of MNS send it. Unsigned without a key: with auth off nobody is asked who they are. */
function requestOf(key: AccessKey | undefined, method: string, target: string, xml = ''): Buffer {
  const date = new Date().toUTCString()
  const headers = { ...(xml !== '' && { 'content-type': type }), 'x-mns-date': date, 'x-mns-version': version }
  if (key === undefined) return toRequest(method, target, headers, xml)
  const lines = `x-mns-date:${date}\nx-mns-version:${version}\n`
  const text = `${method}\n\n${xml === '' ? '' : type}\n${date}\n${lines}${target}`
  const signature = createHmac('sha1', key.secret).update(text).digest('base64')
  return toRequest(method, target, { ...headers, authorization: `MNS ${key.id}:${signature}` }, xml)
}

/** Makes the queue and speaks MNS to it. */
export async function openMnsQueue(connection: Connection, queue: string, key?: AccessKey): Promise<Wire> {
  expectStatus(await connection.call(requestOf(key, 'PUT', `/queues/${queue}`, '<Queue/>')), 201, 204)
  return mnsWire(`/queues/${queue}`, key)
}

export function mnsWire(path: string, key?: AccessKey): Wire {
  const messages = `${path}/messages`
  const receive = (wait: string) =>
    fresh(() => requestOf(key, 'GET', `${messages}?numOfMessages=${pollMessages}${wait}`))
  const [poll, pollWaiting] = [receive(''), receive(`&waitseconds=${pollSeconds}`)]
  const depth = fresh(() => requestOf(key, 'GET', path))
  return {
    key,
    batchMax: 16,
    publish: count => requestOf(key, 'POST', messages, count === 1 ? oneMessage(namespace) : messagesOf(count)),
    published: answer => countOf('<MessageId>', expectStatus(answer, 201).body),
    get poll() {
      return poll()
    },
    get pollWaiting() {
      return pollWaiting()
    },
    // Nothing to be had is an error of this protocol.
    receipts: answer => textsIn('ReceiptHandle', expectStatus(answer, 200, 404).body),
    ack: receipts =>
      requestOf(key, 'DELETE', messages, `<ReceiptHandles>${receipts.map(toHandle).join('')}</ReceiptHandles>`),
    // An answer names those that failed alone.
    acked: (answer, asked) => asked - countOf('<ReceiptHandle>', expectStatus(answer, 204, 404).body),
    get depth() {
      return depth()
    },
    messages: answer => {
      const { body: xml } = expectStatus(answer, 200)
      return countNames.reduce((sum, name) => sum + Number(textsIn(name, xml)[0]), 0)
    },
  }
}

// As most clients write it.
const namespace = ' xmlns="http://mns.aliyuncs.com/doc/v1/"'
const oneMessage = (attributes: string): string => `<Message${attributes}><MessageBody>${body}</MessageBody></Message>`
const messagesOf = (count: number): string => `<Messages${namespace}>${oneMessage('').repeat(count)}</Messages>`
const toHandle = (receipt: string): string => `<ReceiptHandle>${receipt}</ReceiptHandle>`
const countNames = ['ActiveMessages', 'InactiveMessages', 'DelayMessages']

/** The texts of all elements of this name. For values that XML has no need to escape. */
function textsIn(name: string, xml: string): string[] {
  const parts = xml.split(`<${name}>`).slice(1)
  return parts.map(part => part.slice(0, part.indexOf(`</${name}>`)))
}
