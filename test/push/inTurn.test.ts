import { expect, test } from 'vitest'
import { putQueue } from '../../lib/actions/putQueue.ts'
import { delivered, failed } from '../../lib/push/outcome.ts'
import { settled } from './aPush.ts'
import { aTrigger, aTriggered } from './aTrigger.ts'

const never = new AbortController().signal

test('what fails behind a message of its group that fails has not had its turn, and is no dead letter for that', async () => {
  const push = await aTriggered([aTrigger('t')], { ordered: {} }, 'orders.fifo')
  const put = (queue: string, settings: object) => putQueue(push.services, { queue, settings, expected: 'any' }, never)
  await put('dead.fifo', {})
  const deadLetter = { queue: 'dead.fifo', attemptsMax: 2, expired: false }
  await put('orders.fifo', { deadLetter, retry: { kind: 'fixed', delaySeconds: 5 } })
  await push.setTriggers([aTrigger('t')])
  // As handlers for ordered queues do: they stop at the first failure, and name all from there on.
  push.targets.set('t', some => {
    const at = some.indexOf('a')
    return some.map((_, index) => (at !== -1 && index >= at ? failed('no') : delivered))
  })
  const own = (body: string) => ({ body: Buffer.from(body), groupId: 'g', deduplicationId: body })
  await push.publishAll(own('a'), own('b'), own('c'))
  push.keep()
  await settled()
  await push.advance(20, 1)
  expect((await push.lying('dead.fifo')).map(({ envelope }) => Buffer.from(envelope.body).toString())).toEqual(['a'])
  expect(push.batches.map(({ bodies }) => bodies.join(''))).toEqual(['abc', 'abc', 'bc'])
})
