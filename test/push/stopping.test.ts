import { expect, test } from 'vitest'
import { pushRound } from '../../lib/push/pushRound.ts'
import { settled } from './aPush.ts'
import { aTrigger, aTriggered } from './aTrigger.ts'

const never = new Promise<never>(() => {})

test('a server that stops waits for targets no longer than it does, also where each place is taken', async () => {
  const push = await aTriggered([aTrigger('t', { timeoutSeconds: 840, maxConcurrency: 1 })])
  push.targets.set('t', () => never)
  await push.publishAll('a')
  const kept = push.keep()
  await settled()
  let isStopped = false
  void kept.stop().then(() => (isStopped = true))
  await push.advance(12, 1)
  expect([isStopped, await push.stats()]).toMatchObject([true, { visible: 1, inFlight: 0 }])
})

test('a round that is over wakes others for the rest at once, and when its own are through', async () => {
  const push = await aTriggered([aTrigger('t', { timeoutSeconds: 840, maxConcurrency: 1, batchSize: 1 })])
  const slow = Promise.withResolvers<void>()
  push.targets.set('t', some => slow.promise.then(() => some.map(() => ({ kind: 'delivered' }) as const)))
  const startMs = push.clock.nowMs()
  const wakes: number[] = []
  push.services.wakeAt = async (_, atMs) => void wakes.push(Math.floor((atMs - startMs) / 1000))
  await push.publishAll('a', 'b')
  const done = pushRound(push.services, 'orders', push.pushing, push.wall.nowMs() + 45_000)
  await settled()
  await push.advance(60, 5)
  expect(wakes).toEqual([45])
  await push.advance(300, 5)
  slow.resolve()
  await done
  expect(wakes).toEqual([45, 360])
})
