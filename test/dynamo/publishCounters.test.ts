import { expect, test } from 'vitest'
import type { QueueRef } from '../../lib/domain/queue.ts'
import { PublishCounters } from '../../lib/store/dynamo/publishCounters.ts'
import { aContext, aQueue, startMs } from '../fixtures.ts'
import { aSend, HookedDynamo, table } from './aDynamo.ts'

/** Processes that know nothing of each other, over one table. */
function someProcesses(count: number) {
  const dynamo = new HookedDynamo()
  const context = aContext()
  const { send } = aSend(context, dynamo)
  const processes = Array.from({ length: count }, () => new PublishCounters({ send, table, clock: context.clock }))
  return { ...context, dynamo, processes, first: processes[0]! }
}

const takes = async (process: PublishCounters, queue: QueueRef, times: number, budget: object) => {
  let taken = 0
  for (let time = 0; time < times; time++)
    if (await process.take(queue, { count: 1, perSecond: 100, ...budget })) taken += 1
  return taken
}
const counted = (dynamo: HookedDynamo) => [...dynamo.fake.items(table)].map(({ n }) => Number(n!.N))
const throttled = () => Object.assign(new Error('slow down'), { name: 'ThrottlingException' })

test('processes together take what a second holds, never more', async () => {
  const { processes, dynamo } = someProcesses(10)
  const queue = aQueue()
  const taken = await Promise.all(processes.map(process => takes(process, queue, 20, {})))
  const sum = taken.reduce((all, one) => all + one, 0)
  expect(sum).toBeLessThanOrEqual(100)
  expect(counted(dynamo)).toEqual([100])
  // Each may keep a part of the second that it drew and did not need: at most a sixteenth.
  expect(sum).toBeGreaterThan(100 - 10 * 6)
})

test('who publishes seldom draws what it needs, in one write; who publishes much writes seldom', async () => {
  const { first, dynamo } = someProcesses(1)
  const [seldom, much] = [aQueue(), aQueue()]
  expect(await takes(first, seldom, 1, { perSecond: 1_600 })).toBe(1)
  expect(counted(dynamo)).toEqual([1])
  dynamo.calls.length = 0
  expect(await takes(first, much, 1_000, { perSecond: 1_600 })).toBe(1_000)
  // 1, 2, 4, … 64, and then a sixteenth of the second at a time.
  expect(dynamo.calls).toEqual(Array(16).fill('UpdateItem'))
})

test('a draw covers a whole batch, however much of the second that is', async () => {
  const { first, dynamo } = someProcesses(1)
  expect(await first.take(aQueue(), { count: 16, perSecond: 20 })).toBe(true)
  expect(dynamo.calls).toHaveLength(1)
})

test('what is known to be used up is not asked for again before the next second', async () => {
  const { first, processes, dynamo, clock } = someProcesses(2)
  const queue = aQueue()
  await takes(processes[1]!, queue, 3, { perSecond: 3 })
  dynamo.calls.length = 0
  expect(await takes(first, queue, 50, { perSecond: 3 })).toBe(0)
  expect(dynamo.calls).toEqual(['UpdateItem'])
  clock.advanceMs(1_000)
  expect(await takes(first, queue, 3, { perSecond: 3 })).toBe(3)
})

test('a race that was lost is tried again with what is left', async () => {
  const { first, processes, dynamo } = someProcesses(2)
  const queue = aQueue()
  expect(await takes(first, queue, 4, { perSecond: 64 })).toBe(4)
  expect(await processes[1]!.take(queue, { count: 55, perSecond: 64 })).toBe(true)
  dynamo.calls.length = 0
  // It would draw four, and finds two.
  expect(await takes(first, queue, 10, { perSecond: 64 })).toBe(5)
  expect(counted(dynamo)).toEqual([64])
  expect(dynamo.calls).toHaveLength(2)
})

test('who loses every race is refused, though something is left', async () => {
  const { first, dynamo, clock, wall, random } = someProcesses(1)
  const { send } = aSend({ clock, wall, random }, new HookedDynamo(dynamo.fake))
  const queue = aQueue()
  expect(await takes(first, queue, 15, { perSecond: 256 })).toBe(15)
  const left = [8, 4, 2]
  dynamo.before = async () => {
    const sum = 256 - counted(dynamo)[0]!
    // A new one each time, which draws just what it needs.
    const other = new PublishCounters({ send, table, clock })
    expect(await other.take(queue, { count: sum - left.shift()!, perSecond: 256 })).toBe(true)
    return 'goOn'
  }
  expect(await first.take(queue, { count: 1, perSecond: 256 })).toBe(false)
  expect([left, counted(dynamo)]).toEqual([[], [254]])
})

test('calls of one process that come together share their draws', async () => {
  const { first, dynamo } = someProcesses(1)
  const queue = aQueue()
  const calls = Array.from({ length: 50 }, () => first.take(queue, { count: 1, perSecond: 1_600 }))
  expect((await Promise.all(calls)).every(Boolean)).toBe(true)
  expect(dynamo.calls).toHaveLength(6)
})

test('a draw whose answer was lost takes away, and adds nothing', async () => {
  const { first, dynamo } = someProcesses(1)
  let losses = 1
  dynamo.before = async () => (losses-- > 0 ? 'loseReply' : 'goOn')
  expect(await takes(first, aQueue(), 10, { perSecond: 10 })).toBe(9)
  expect(counted(dynamo)).toEqual([10])
})

test('a counter that is asked for too often says no; one that fails says so, and the next call asks again', async () => {
  const { first, dynamo } = someProcesses(1)
  const queue = aQueue()
  dynamo.before = async () => {
    throw throttled()
  }
  expect(await first.take(queue, { count: 1, perSecond: 9 })).toBe(false)
  dynamo.before = async () => {
    throw new Error('no right')
  }
  await expect(first.take(queue, { count: 1, perSecond: 9 })).rejects.toThrow('no right')
  dynamo.before = async () => 'goOn'
  expect(await first.take(queue, { count: 1, perSecond: 9 })).toBe(true)
})

test('a counter is gone a minute after its second, as soon as the table gives space back', async () => {
  const { first, dynamo } = someProcesses(1)
  await first.take(aQueue(), { count: 1, perSecond: 9 })
  expect([...dynamo.fake.items(table)].map(({ t }) => Number(t!.N))).toEqual([startMs / 1000 + 60])
})
