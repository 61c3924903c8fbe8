import type { Connection } from '../http/connection.ts'
import { toRequest } from '../http/request.ts'
import { countOf, expectStatus, textsAfter } from './answers.ts'
import { body, pollMessages, pollSeconds, type Wire } from './wire.ts'

const json = { 'content-type': 'application/json' }

/** Makes the queue and speaks the native API to it. */
export async function openSluiceQueue(connection: Connection, queue: string): Promise<Wire> {
  expectStatus(await connection.call(toRequest('PUT', `/v1/queues/${queue}`, json, '{}')), 200, 201)
  return sluiceWire(`/v1/queues/${queue}`)
}

export function sluiceWire(path: string): Wire {
  const post = (call: string, input: unknown): Buffer =>
    toRequest('POST', `${path}/${call}`, json, JSON.stringify(input))
  return {
    batchMax: 16,
    publish: count => post('messages', { messages: Array.from({ length: count }, () => ({ body })) }),
    published: answer => countOf('"id":"', expectStatus(answer, 201).body),
    poll: post('poll', { maxMessages: pollMessages }),
    pollWaiting: post('poll', { maxMessages: pollMessages, waitSeconds: pollSeconds }),
    receipts: answer => textsAfter('"receipt":"', expectStatus(answer, 200).body),
    ack: receipts => post('ack', { receipts }),
    acked: answer => countOf('"outcome":"acked"', expectStatus(answer, 200).body),
    depth: toRequest('GET', `${path}/stats`, {}, ''),
    messages: answer => {
      const { visible, inFlight, delayed } = JSON.parse(expectStatus(answer, 200).body) as Record<string, number>
      return visible! + inFlight! + delayed!
    },
  }
}
