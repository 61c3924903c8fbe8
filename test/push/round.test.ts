import { expect, test } from 'vitest'
import { Problem } from '../../lib/domain/problem.ts'
import { pushRound } from '../../lib/push/pushRound.ts'
import { accepts, aPush, aSource, decay, type Endpoint, fails, settled } from './aPush.ts'

const bodies = (count: number): string[] => Array.from({ length: count }, (_, at) => `m${at}`)

async function aRound(endpoint: Endpoint, wish = {}) {
  const push = await aPush()
  const source = aSource('s', wish)
  await push.add(source, endpoint)
  const round = (seconds = 50) =>
    pushRound(push.services, source.queue, push.pushing, push.wall.nowMs() + seconds * 1000)
  /** In how many seconds something is marked: always at the end of a minute. */
  const marks = async (): Promise<number[]> => {
    const nowMs = push.clock.nowMs()
    const page = await push.store.due({ untilMs: nowMs + 86_400_000 })
    return page.marks.map(({ atMs }) => Math.ceil((atMs - nowMs) / 1000))
  }
  return { ...push, source, round, marks }
}

test('a round pushes all that is there, and ends', async () => {
  const { source, send, round, pushed, stats } = await aRound(accepts)
  await send(source, ...bodies(16))
  await send(source, ...bodies(16))
  await round()
  expect(pushed).toHaveLength(32)
  expect(await stats(source)).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 })
})

test('it waits for what comes again within its time', async () => {
  const { source, send, round, pushed, advance } = await aRound(fails, { retry: decay, attemptsMax: 177 })
  await send(source, 'a')
  const done = round()
  await settled()
  await advance(40, 0.5)
  await done
  // At 0, 1, 3, 7, 15 and 31 seconds; the next one comes at 63.
  expect(pushed.map(({ second }) => second)).toEqual([0, 1, 3, 7, 15, 31])
})

test('what comes after its time is not waited for, but marked', async () => {
  const retry = { kind: 'fixed', delaySeconds: 90 } as const
  const { source, send, round, pushed, marks } = await aRound(fails, { retry })
  await send(source, 'a')
  await round()
  expect(pushed).toHaveLength(1)
  // The first one is that of the lease.
  expect(await marks()).toEqual([60, 120])
})

test('what it leases is marked too, in case it crashes', async () => {
  const { source, send, round, marks } = await aRound(accepts)
  await send(source, 'a')
  await round()
  expect(await marks()).toEqual([60])
})

test('when its time is over it begins nothing more, and marks the queue for the next one', async () => {
  const answers: (() => void)[] = []
  const waits: Endpoint = () => new Promise(resolve => answers.push(() => resolve({ kind: 'delivered' })))
  const { source, send, round, pushed, advance, marks, stats } = await aRound(waits, { maxConcurrency: 1 })
  await advance(45)
  await send(source, 'a', 'b')
  const done = round(10)
  await settled()
  await advance(10)
  answers.shift()!()
  await done
  expect(pushed).toHaveLength(1)
  expect(await stats(source)).toMatchObject({ visible: 1, inFlight: 0 })
  // The one of the lease lies in the minute after.
  expect(await marks()).toEqual([5, 65])
})

test('a lease that could not be marked is looked at again when it is over', async () => {
  const { source, send, round, pushed, advance, marks, store } = await aRound(accepts)
  await send(source, 'a')
  const { markDue } = store
  store.markDue = async () => {
    store.markDue = markDue
    throw new Problem('StoreBusy')
  }
  await advance(45)
  await expect(round()).rejects.toThrow(new Problem('StoreBusy'))
  expect([pushed, await marks()]).toEqual([[], [15, 75]])
})

test('a queue that is gone is no failure', async () => {
  const push = await aPush()
  await pushRound(push.services, '~push/news/none', push.pushing, push.wall.nowMs() + 1_000)
  expect(push.failures).toEqual([])
})
