import { expect, test } from 'vitest'
import { delivered, failed, type Outcome } from '../../lib/push/outcome.ts'
import { pushRound } from '../../lib/push/pushRound.ts'
import { settled } from './aPush.ts'
import { all, aTrigger, aTriggered } from './aTrigger.ts'

const refuses = (retryAfterMs?: number): Outcome => ({ kind: 'throttled', reason: 'answered 429', retryAfterMs })
const deadLetter = { queue: 'dead', attemptsMax: 1, expired: false }

test('a target that refuses is asked again after a rest that doubles to 30 s, and that costs no try', async () => {
  const push = await aTriggered([aTrigger('t')], { deadLetter })
  push.targets.set('t', all(refuses()))
  await push.publishAll('a')
  push.keep()
  await settled()
  await push.advance(125, 0.5)
  expect(push.batches.map(({ second }) => second)).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121])
  push.targets.set('t', all(failed('no')))
  await push.advance(30, 0.5)
  const [dead] = await push.lying('dead')
  expect(dead!.envelope.origins).toEqual([
    expect.objectContaining({ attempts: 1, reason: 'rejected', text: 'rejected by trigger t: no' }),
  ])
})

test('it says itself for how long, and nothing is leased for it meanwhile', async () => {
  const push = await aTriggered([aTrigger('t', { batchSize: 1, maxConcurrency: 1 })])
  push.targets.set('t', all(refuses(20_000)))
  await push.publishAll('a', 'b', 'c')
  push.keep()
  await settled()
  push.targets.set('t', all(delivered))
  await push.advance(19.5, 0.5)
  expect([push.batches.length, await push.stats()]).toMatchObject([1, { visible: 2, delayed: 1, inFlight: 0 }])
  await push.advance(0.5)
  expect([push.batches.length, await push.stats()]).toMatchObject([4, { visible: 0, delayed: 0, inFlight: 0 }])
})

test('once it has taken something, its next rest is a short one again', async () => {
  const push = await aTriggered([aTrigger('t')])
  const answers = [refuses(), refuses(), delivered, refuses(), delivered]
  push.targets.set('t', some => all(answers.shift()!)(some, []))
  await push.publishAll('a')
  push.keep()
  await settled()
  await push.advance(3, 0.5)
  await push.publishAll('b')
  await settled()
  await push.advance(1, 0.5)
  expect(push.batches.map(({ second }) => second)).toEqual([0, 1, 3, 3, 4])
})

test('where nobody stays, a round wakes itself for the end of the rest, and for what failed', async () => {
  const push = await aTriggered([aTrigger('t')])
  const wakes: number[] = []
  const startMs = push.clock.nowMs()
  push.services.wakeAt = async (_, atMs) => void wakes.push((atMs - startMs) / 1000)
  const answers = [refuses(4_000), failed('no')]
  push.targets.set('t', some => all(answers.shift()!)(some, []))
  const round = () => pushRound(push.services, 'orders', push.pushing, push.wall.nowMs() + 60_000)
  await push.publishAll('a')
  await round()
  expect(wakes).toEqual([4])
  await round()
  expect([wakes.at(-1), push.batches.length]).toEqual([4, 1])
  await push.advance(4)
  await round()
  expect([wakes.at(-1), push.batches.length]).toEqual([5, 2])
  const marks = await push.store.due({ untilMs: push.clock.nowMs() + 3_600_000 })
  expect(marks.marks.filter(({ sake }) => sake === 'push').length).toBeGreaterThan(0)
})

test('what is counted is what was delivered, and what failed', async () => {
  const push = await aTriggered([aTrigger('t')])
  const counts: unknown[] = []
  push.pushing.onDelivered = (...given) => counts.push(['delivered', ...given])
  push.pushing.onFailed = (...given) => counts.push(['failed', ...given])
  const outcomes = [delivered, failed('no'), refuses(), delivered]
  push.targets.set('t', some => some.map((_, at) => outcomes[at]!))
  await push.publishAll('a', 'b', 'c', 'd')
  push.keep()
  await settled()
  expect(counts).toEqual([
    ['delivered', 'orders', 2],
    ['failed', 'orders', 1],
  ])
})
