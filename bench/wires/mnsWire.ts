import { createHmac } from 'node:crypto'
import type { Connection } from '../http/connection.ts'
import { toRequest } from '../http/request.ts'
import { countOf, expectStatus } from './answers.ts'
import type { AccessKey } from './signature.ts'
import { body, pollMessages, pollSeconds, type Wire } from './wire.ts'

const namespace = 'http://mns.aliyuncs.com/doc/v1/'
const message = `<Message xmlns="${namespace}"><MessageBody>${body}</MessageBody></Message>`
const messages = (count: number): string =>
  `<Messages xmlns="${namespace}">${`<Message><MessageBody>${body}</MessageBody></Message>`.repeat(count)}</Messages>`

type ToRequest = (method: string, target: string, text?: string) => Buffer

/** Unsigned without a key: with auth off nobody is asked who they are. */
const requestsOf =
  (key: AccessKey | undefined): ToRequest =>
  (method, target, text = '') => {
    const headers = {
      'x-mns-version': '2015-06-06',
      date: new Date().toUTCString(),
      ...(text !== '' && { 'content-type': 'text/xml' }),
    }
    return toRequest(method, target, key === undefined ? headers : signed(key, method, target, headers), text)
  }

function signed({ id, secret }: AccessKey, method: string, target: string, headers: Record<string, string>) {
  const text = `${method}\n\n${headers['content-type'] ?? ''}\n${headers.date}\nx-mns-version:2015-06-06\n${target}`
  const signature = createHmac('sha1', secret).update(text).digest('base64')
  return { ...headers, authorization: `MNS ${id}:${signature}` }
}

/** Makes the queue and speaks MNS to it. */
export async function openMnsQueue(connection: Connection, queue: string, key?: AccessKey): Promise<Wire> {
  const create = requestsOf(key)('PUT', `/queues/${queue}`, '<Queue/>')
  expectStatus(await connection.call(create), 201)
  return mnsWire(queue, key)
}

/** Every handle in an answer. */
const handlesIn = (xml: string): string[] =>
  Array.from(xml.matchAll(/<ReceiptHandle>([^<]+)</g), ([, handle]) => handle!)

export function mnsWire(queue: string, key?: AccessKey): Wire {
  const request = requestsOf(key)
  const at = `/queues/${queue}/messages`
  const receive = `${at}?numOfMessages=${pollMessages}`
  return {
    key,
    batchMax: 16,
    publish: count => request('POST', at, count === 1 ? message : messages(count)),
    published: answer => countOf('<MessageId>', expectStatus(answer, 201).body),
    get poll() {
      return request('GET', receive)
    },
    get pollWaiting() {
      return request('GET', `${receive}&waitseconds=${pollSeconds}`)
    },
    receipts: answer => handlesIn(expectStatus(answer, 200, 404).body),
    ack: receipts => {
      const handles = receipts.map(handle => `<ReceiptHandle>${handle}</ReceiptHandle>`)
      return request('DELETE', at, `<ReceiptHandles>${handles.join('')}</ReceiptHandles>`)
    },
    // Only those that failed are told of.
    acked: (answer, asked) => asked - countOf('<ErrorCode>', expectStatus(answer, 204, 404).body),
    get depth() {
      return request('GET', `/queues/${queue}`)
    },
    messages: answer => {
      const { body: xml } = expectStatus(answer, 200)
      return [...xml.matchAll(/<(?:Active|Inactive|Delay)Messages>(\d+)</g)].reduce((sum, [, n]) => sum + Number(n), 0)
    },
  }
}
