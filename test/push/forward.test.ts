import { expect, test } from 'vitest'
import { putQueue } from '../../lib/actions/putQueue.ts'
import { toQueue } from '../../lib/push/queueTarget.ts'
import { settled } from './aPush.ts'
import { aTrigger, aTriggered } from './aTrigger.ts'

const never = new AbortController().signal

/** A trigger to another queue, which has limits of its own. */
async function forwarding(settings: object) {
  const target = { kind: 'queue', queue: 'next' } as const
  const push = await aTriggered([aTrigger('t', { target })])
  await putQueue(push.services, { queue: 'next', settings, expected: 'absent' }, never)
  push.pushing.deliver = (services, batch, signal) => toQueue(services, target, batch, signal)
  return push
}

test('a queue that takes fewer in a second than a batch holds takes them second by second', async () => {
  const push = await forwarding({ maxPublishesPerSecond: 3 })
  await push.publishAll(...Array.from({ length: 24 }, (_, at) => `m${at}`))
  push.keep()
  await settled()
  await push.advance(12, 0.5)
  expect(await push.lying('next')).toHaveLength(24)
})
