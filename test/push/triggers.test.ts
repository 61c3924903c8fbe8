import { expect, test } from 'vitest'
import { poll } from '../../lib/actions/poll.ts'
import { delivered, failed } from '../../lib/push/outcome.ts'
import { settled } from './aPush.ts'
import { all, aTrigger, aTriggered, takes } from './aTrigger.ts'

const never = new AbortController().signal
const none = { visible: 0, inFlight: 0, delayed: 0 }
const bodies = (count: number): string[] => Array.from({ length: count }, (_, at) => `m${at}`)
const giveUp = {
  retry: { kind: 'fixed', delaySeconds: 5 },
  deadLetter: { queue: 'dead', attemptsMax: 2, expired: false },
}

test('messages are handed over in batches, and finished', async () => {
  const push = await aTriggered([aTrigger('t')])
  await push.publishAll(...bodies(25))
  push.keep()
  await settled()
  expect(push.batches.map(batch => batch.bodies.length).sort()).toEqual([10, 10, 5])
  expect(push.batches.flatMap(batch => batch.bodies).sort()).toEqual(bodies(25).sort())
  expect(await push.stats()).toMatchObject(none)
})

test('batches larger than a poll are filled by several', async () => {
  const push = await aTriggered([aTrigger('t', { batchSize: 100, maxConcurrency: 1 })])
  await push.publishAll(...bodies(120))
  push.keep()
  await settled()
  expect(push.batches.map(batch => batch.bodies.length)).toEqual([100, 20])
})

test('one that fails among ten comes again alone, and ends among the dead letters with the reason', async () => {
  const push = await aTriggered([aTrigger('t')], giveUp)
  push.targets.set('t', some => some.map(body => (body === 'm3' ? failed('is of no use') : delivered)))
  await push.publishAll(...bodies(10))
  push.keep()
  await settled()
  await push.advance(5)
  expect(push.batches.map(batch => batch.bodies.length)).toEqual([10, 1])
  const [dead, ...others] = await push.lying('dead')
  expect(others).toEqual([])
  expect(dead!.envelope.origins).toEqual([
    expect.objectContaining({
      queue: 'orders',
      reason: 'rejected',
      text: 'rejected by trigger t: is of no use',
      attempts: 2,
    }),
  ])
})

test('where its queue says nothing of retries, one that fails comes after 1, 2, 4 seconds and so on', async () => {
  const push = await aTriggered([aTrigger('t')])
  push.targets.set('t', all(failed('no')))
  await push.publishAll('a')
  push.keep()
  await settled()
  await push.advance(16, 0.5)
  expect(push.batches.map(({ second }) => second)).toEqual([0, 1, 3, 7, 15])
})

test('a message goes by the number of tries that it brings', async () => {
  const push = await aTriggered([aTrigger('t')], giveUp)
  push.targets.set('t', all(failed('no')))
  await push.publishAll({ attemptsMax: 1 }, 'b')
  push.keep()
  await settled()
  expect((await push.lying('dead')).map(({ envelope }) => envelope.origins![0]!.attempts)).toEqual([1])
})

test('a target that is gone, or breaks down, has failed with the reason', async () => {
  const push = await aTriggered([aTrigger('t')], { ...giveUp, deadLetter: { ...giveUp.deadLetter, attemptsMax: 1 } })
  push.targets.set('t', () => Promise.reject(new Error('boom')))
  await push.publishAll('a')
  push.keep()
  await settled()
  const [dead] = await push.lying('dead')
  expect(dead!.envelope.origins![0]!.text).toBe('rejected by trigger t: could not be pushed: boom')
})

test('a target that takes too long has failed; what it says later changes nothing', async () => {
  const push = await aTriggered([aTrigger('t', { timeoutSeconds: 7 })], giveUp)
  const late = Promise.withResolvers<void>()
  push.targets.set('t', some => late.promise.then(() => all(delivered)(some, [])))
  await push.publishAll('a')
  push.keep()
  await settled()
  await push.advance(7)
  late.resolve()
  await settled()
  const [waiting] = await push.lying('orders', 'delayed')
  expect(waiting!.delivery).toMatchObject({
    attempts: 1,
    nackReason: 'rejected by trigger t: timed out after 7 s',
  })
})

test('a lease goes on while the target works, and nobody else gets the message', async () => {
  const push = await aTriggered([aTrigger('t', { timeoutSeconds: 300 })])
  const slow = Promise.withResolvers<void>()
  push.targets.set('t', some => slow.promise.then(() => all(delivered)(some, [])))
  await push.publishAll('a', 'b')
  push.keep()
  await settled()
  await push.advance(120, 5)
  expect(await push.stats()).toMatchObject({ visible: 0, inFlight: 2 })
  expect(push.batches).toHaveLength(1)
  slow.resolve()
  await settled()
  expect([await push.stats(), push.lost]).toMatchObject([none, []])
})

test('a lease that was lost is told of, and the outcome changes nothing', async () => {
  const push = await aTriggered([aTrigger('t', { timeoutSeconds: 300, maxConcurrency: 1 })])
  const slow = Promise.withResolvers<void>()
  push.targets.set('t', some => slow.promise.then(() => all(failed('no'))(some, [])))
  await push.publishAll('a')
  push.keep()
  await settled()
  // As if the process had stood still for longer than the lease.
  push.clock.advanceMs(31_000)
  const { messages } = await poll(push.services, { queue: 'orders', maxMessages: 1 }, never)
  expect(messages).toHaveLength(1)
  slow.resolve()
  await settled()
  expect(push.lost).toEqual([expect.objectContaining({ queue: 'orders', to: 't', outcome: 'failed' })])
  expect(await push.stats()).toMatchObject({ inFlight: 1 })
})

test('with several triggers a message goes to the first that wants it; what none wants is finished', async () => {
  const only = (kind: string) => ({ filter: { attributes: { kind: [kind] } } })
  const push = await aTriggered([aTrigger('a', only('x')), aTrigger('b', only('y'))])
  const of = (kind: string) =>
    ({ body: Buffer.from(kind), attributes: { kind: { type: 'string', value: kind } } }) as const
  await push.publishAll(of('x'), of('y'), of('z'), of('x'))
  push.keep()
  await settled()
  expect(push.batches.map(({ to, bodies }) => [to, ...bodies])).toEqual([
    ['a', 'x', 'x'],
    ['b', 'y'],
  ])
  expect(await push.stats()).toMatchObject(none)
})

test('what nobody wants is not finished by triggers of a few seconds ago', async () => {
  const push = await aTriggered([aTrigger('a', { filter: { attributes: { kind: ['x'] } } })])
  // Another process has changed the triggers, and this one has read the queue before that.
  const { documents } = push.store
  const read = documents.read.bind(documents)
  const known = new Map<string, Awaited<ReturnType<typeof read>>>()
  documents.read = async (kind, name, ageMsMax = 0) => {
    if (ageMsMax === 0 || !known.has(name)) known.set(name, await read(kind, name))
    return known.get(name)
  }
  await push.setTriggers([aTrigger('a', { filter: { attributes: { kind: ['x'] } } }), aTrigger('b')])
  await push.publishAll('y')
  push.keep()
  await settled()
  expect(push.batches.map(({ to, bodies }) => [to, ...bodies])).toEqual([['b', 'y']])
})

test('no more batches are under way than may be, and nothing is leased beyond them', async () => {
  const push = await aTriggered([aTrigger('t', { batchSize: 3, maxConcurrency: 2 })])
  const waiting: (() => void)[] = []
  push.targets.set('t', some => new Promise(resolve => waiting.push(() => resolve(all(delivered)(some, [])))))
  await push.publishAll(...bodies(10))
  push.keep()
  await settled()
  expect([waiting.length, await push.stats()]).toMatchObject([2, { inFlight: 6, visible: 4 }])
  while (waiting.length > 0) {
    waiting.shift()!()
    await settled()
  }
  expect(await push.stats()).toMatchObject(none)
})

test('a change of the triggers is seen by the next message, and who has none any more gets nothing', async () => {
  const push = await aTriggered([aTrigger('t')])
  push.keep()
  await settled()
  await push.setTriggers([])
  await push.advance(6)
  await push.publishAll('a')
  await settled()
  expect([push.batches, await push.stats()]).toMatchObject([[], { visible: 1 }])
})

test('of an ordered queue each group keeps its order, however many batches there are', async () => {
  const settings = { ordered: {} }
  const push = await aTriggered([aTrigger('t', { batchSize: 4 })], settings, 'orders.fifo')
  let refusals = 1
  const busy: string[] = []
  const overlaps: string[] = []
  push.targets.set('t', async some => {
    const own = [...new Set(some.map(body => body[0]!))]
    overlaps.push(...own.filter(group => busy.includes(group)))
    busy.push(...own)
    await new Promise(resolve => setImmediate(resolve))
    for (const group of own) busy.splice(busy.indexOf(group), 1)
    return some.map(body => (body === 'a5' && refusals-- > 0 ? failed('no') : delivered))
  })
  const groups = ['a', 'b', 'c']
  const messages = bodies(12).flatMap((_, at) =>
    groups.map(groupId => ({ body: Buffer.from(`${groupId}${at}`), groupId, deduplicationId: `${groupId}${at}` })),
  )
  await push.publishAll(...messages)
  push.keep()
  await settled()
  await push.advance(5, 1)
  expect([await push.stats(), overlaps]).toMatchObject([none, []])
  const seen = push.batches.flatMap(batch => batch.bodies)
  for (const group of ['b', 'c'])
    expect(seen.filter(body => body.startsWith(group))).toEqual(bodies(12).map((_, at) => `${group}${at}`))
})

test('a server that stops takes nothing more and waits for what is under way', async () => {
  const push = await aTriggered([aTrigger('t', { batchSize: 1, maxConcurrency: 1 })])
  const slow = Promise.withResolvers<void>()
  push.targets.set('t', some => slow.promise.then(() => takes(some, [])))
  await push.publishAll('a', 'b')
  const kept = push.keep()
  await settled()
  const stopped = kept.stop()
  slow.resolve()
  await stopped
  expect([push.batches.length, await push.stats()]).toMatchObject([1, { visible: 1, inFlight: 0 }])
})

test('what is under way for too long goes back untried when a server stops', async () => {
  const push = await aTriggered([aTrigger('t', { timeoutSeconds: 300 })])
  push.targets.set('t', () => new Promise(() => {}))
  await push.publishAll('a')
  const kept = push.keep()
  await settled()
  const stopped = kept.stop()
  await settled()
  await push.advance(10)
  await stopped
  const [message] = await push.lying('orders')
  expect(message!.delivery.attempts).toBe(0)
})
