import { expect, test } from 'vitest'
import type { PolledMessage } from '../../actions/poll.ts'
import { toReceived, wantedOf } from './receivedMessage.ts'
import type { Site } from './site.ts'

const site = { account: '1', arnOf: (queue: string) => `arn:${queue}` } as unknown as Site

/** A message that failed in a queue. */
const failedIn = (queue: string): PolledMessage => {
  const origins = [{ queue, reason: 'attemptsExhausted', attempts: 1, atMs: 0 }]
  const envelope = { body: Buffer.from('x'), kind: 'text', attributes: {}, sentAtMs: 0, origins }
  const delivery = { attempts: 1, firstLeasedAtMs: 0 }
  return { message: { id: 'a', envelope, delivery }, receiptText: 'r' } as unknown as PolledMessage
}

test.each([
  ['a queue', 'orders', 'arn:orders'],
  ['a queue of our own, which nobody can ask for', '~push/news/hook/x', undefined],
])('a dead letter of %s has %s as its source: %s', (_what, queue, arn) => {
  const { Attributes } = toReceived(failedIn(queue), wantedOf(['DeadLetterQueueSourceArn']), site)
  expect(Attributes!.get('DeadLetterQueueSourceArn')).toBe(arn)
})
