import { expect, test } from 'vitest'
import { laneRecordSort } from '../../lib/store/dynamo/keys.ts'
import { returnsMax } from '../../lib/store/dynamo/laneRecord.ts'
import { Returns, scan } from '../../lib/store/dynamo/scan.ts'
import type { Tools } from '../../lib/store/dynamo/tools.ts'
import { aJudge, anAck, anEnvelope, aPoll, startMs } from '../fixtures.ts'
import { aBusyLane, isScan, scans } from './aBusyLane.ts'
import { bodiesOf, laneOf } from './aSite.ts'

test('of a crowd that finds a lane taken, one walks through it and the others read what it left', async () => {
  const { site, queue } = await aBusyLane()
  const crowd = Array.from({ length: 6 }, () => site.open())
  const answers = await site.live(Promise.all(crowd.map(({ store }) => store.poll(queue, aPoll()))))
  expect(answers).toEqual(Array(6).fill([]))
  expect(scans(crowd)).toBe(1)
})

test('so it does though the server’s clock, which is cut to the second, goes on meanwhile', async () => {
  const { site, queue } = await aBusyLane()
  await site.pass(990)
  const crowd = Array.from({ length: 6 }, () => site.open())
  const answers = await site.live(Promise.all(crowd.map(({ store }) => store.poll(queue, aPoll()))))
  expect(answers).toEqual(Array(6).fill([]))
  expect(scans(crowd)).toBe(1)
})

test.each([
  [2_300, 500, 1_400],
  [900, 20, 780],
])('a walk of %i ms that had begun before a look did is no new one to it', async (walkMs, putMs, restMs) => {
  const { site, queue, here, poll, putLate } = await aBusyLane()
  const slow = site.open()
  slow.line.before = async (operation, input) => (isScan(operation, input) ? walkMs : 'goOn')
  void slow.store.poll(queue, aPoll())
  await site.pass(putMs)
  await putLate('late')
  await site.pass(restMs)
  here.line.staleMs = 5_000
  expect(bodiesOf(await poll(here))).toEqual(['late'])
})

test('where answers take their time a crowd shares the walk that began after all of it had come', async () => {
  const { site, queue } = await aBusyLane()
  await site.pass(400)
  const crowd = Array.from({ length: 20 }, () => site.open())
  for (const [nth, { line }] of crowd.entries()) line.before = async () => 5 + nth
  const answers = await site.live(Promise.all(crowd.map(({ store }) => store.poll(queue, aPoll()))))
  expect(answers).toEqual(Array(20).fill([]))
  expect(scans(crowd)).toBeLessThanOrEqual(5)
  const claims = crowd.flatMap(({ line }) => line.calls).filter(({ operation }) => operation === 'UpdateItem')
  // Some of the crowd ask at once whether nobody has begun; who sees that somebody has does not.
  expect(claims.length).toBeLessThan(30)
})

test('a record is not younger because its reader was held up', async () => {
  const { site, queue, here, poll, putLate } = await aBusyLane()
  expect(await poll(here)).toEqual([])
  const other = site.open()
  other.line.staleMs = 5_000
  other.line.before = async (operation, input) => {
    const isRecord = operation === 'GetItem' && JSON.stringify(input).includes(`"${laneRecordSort}"`)
    if (!isRecord) return 'goOn'
    other.line.before = async () => 'goOn'
    site.world.at(site.world.nowMs + 100, () => void putLate('late'))
    return 1_500
  }
  expect(bodiesOf(await site.live(other.store.poll(queue, aPoll())))).toEqual(['late'])
})

test('a lane that is not crowded is walked by everybody alone, with no record', async () => {
  const { site, queue, here, poll } = await aBusyLane([], 60)
  expect(await poll(here)).toEqual([])
  expect(site.items(laneOf(queue)).map(({ s }) => s!.S)).not.toContain(laneRecordSort)
})

test('one that died while it walked is followed by another', async () => {
  const { site, queue, here, poll } = await aBusyLane()
  const dying = site.open()
  const dead = new Promise<never>(() => {})
  dying.line.before = async (operation, input) => (isScan(operation, input) ? dead : 'goOn')
  void dying.store.poll(queue, aPoll())
  await site.pass(10)
  expect(await poll(here)).toEqual([])
  expect(scans([here])).toBe(1)
})

test('a record that is too old answers nothing', async () => {
  const { site, here, poll, putLate } = await aBusyLane()
  expect(await poll(here)).toEqual([])
  await site.pass(900)
  await putLate('late')
  const other = site.open()
  other.line.staleMs = 500
  await site.pass(300)
  expect(bodiesOf(await poll(other))).toEqual(['late'])
})

test('a block that comes back is found by way of the record, with no second walk', async () => {
  const { site, here, poll } = await aBusyLane([{ from: 80, to: 81, leaseMs: 500 }])
  expect(await poll(here)).toEqual([])
  await site.pass(499)
  expect(await poll(here)).toEqual([])
  await site.pass(1)
  expect(bodiesOf(await poll(here))).toEqual(['m80'])
  expect(scans([here])).toBe(1)
})

test('what was to come back and is gone, or taken by another, misleads nobody', async () => {
  const { site, queue, there, leased, here, poll } = await aBusyLane([{ from: 80, to: 82, leaseMs: 500 }])
  const other = site.open()
  expect([await poll(here), await poll(other)]).toEqual([[], []])
  await there.store.settle(queue, [anAck(leased[80]!.receipt)])
  await site.pass(500)
  expect(bodiesOf(await poll(here))).toEqual(['m81'])
  expect(await poll(other)).toEqual([])
})

test.each([10, 30])('%i that come back are all found at once, be they more than a record holds', async count => {
  const { site, here, poll } = await aBusyLane([{ from: 66, to: 66 + count, leaseMs: 500 }])
  const others = [here, site.open(), site.open()]
  for (const process of others) expect(await poll(process)).toEqual([])
  await site.pass(500)
  const got: string[] = []
  for (let polls = 0; got.length < count && polls < 30; polls++) {
    const bodies = bodiesOf(await poll(others[polls % 3]!, count / 10))
    expect(bodies).not.toEqual([])
    got.push(...bodies)
  }
  expect(new Set(got).size).toBe(count)
})

test('what was put behind the walk is found by who reads its record, however stale his own reads are', async () => {
  const { site, queue, here, there, poll } = await aBusyLane()
  const other = site.open()
  other.line.staleMs = 2_000
  expect(await poll(here)).toEqual([])
  await site.pass(100)
  await there.store.publish(queue, [anEnvelope({ body: 'new', sentAtMs: site.world.nowMs })])
  expect(bodiesOf(await poll(other))).toEqual(['new'])
  expect(scans([here, other])).toBe(1)
})

test('without a date of the server everybody walks alone, and misses nothing', async () => {
  const { site, queue, here, poll, putLate } = await aBusyLane()
  site.isDated = false
  expect(await poll(here)).toEqual([])
  await putLate('late')
  const other = site.open()
  other.line.staleMs = 2_000
  expect(bodiesOf(await poll(other))).toEqual(['late'])
  expect(site.items(laneOf(queue)).map(({ s }) => s!.S)).not.toContain(laneRecordSort)
})

test('a walk that took too long answers nothing: what was put meanwhile is found', async () => {
  const { site, here, poll, putLate } = await aBusyLane()
  let isSlow = true
  here.line.before = async (operation, input) => {
    if (!isScan(operation, input) || !isSlow) return 'goOn'
    isSlow = false
    site.world.at(site.world.nowMs + 1_000, () => void putLate('late'))
    return 2_500
  }
  here.line.staleMs = 5_000
  expect(bodiesOf(await poll(here))).toEqual(['late'])
})

test('nor does a short look that took too long', async () => {
  const { site, here, poll, putLate } = await aBusyLane([], 5)
  let isSlow = true
  here.line.before = async (operation, input) => {
    if (operation !== 'Query' || !('ConsistentRead' in input && input.ConsistentRead) || !isSlow) return 'goOn'
    isSlow = false
    site.world.at(site.world.nowMs + 500, () => void putLate('late'))
    return 1_500
  }
  expect(bodiesOf(await poll(here))).toEqual(['late'])
})

test('a walk goes on page by page, and ends once it has as many that are visible as a record holds', async () => {
  for (const [ms, pages] of [
    [499, 4],
    [500, 3],
  ] as const) {
    const { site, here, poll } = await aBusyLane([{ from: 66, to: 100, leaseMs: 500 }])
    site.isDated = false
    expect(await poll(here)).toEqual([])
    site.isDated = true
    await site.pass(ms)
    here.line.calls = []
    let walked = 0
    here.line.before = async (operation, input) => {
      if (!isScan(operation, input)) return 'goOn'
      walked += 1
      Object.assign(input, { Limit: 30 })
      return 'goOn'
    }
    expect((await poll(here)).length > 0).toBe(ms === 500)
    expect(walked).toBe(pages)
  }
})

test('a record holds what comes back first, in order, and when the next would', () => {
  const returns = new Returns()
  expect([returns.isFull, returns.latestMs]).toEqual([false, Number.NEGATIVE_INFINITY])
  const times = Array.from({ length: returnsMax + 6 }, (_, index) => ((index * 7) % (returnsMax + 6)) * 10)
  for (const atMs of times) returns.add({ s: String(atMs), atMs })
  const sorted = times.toSorted((a, b) => a - b)
  expect(returns.all.returns.map(({ atMs }) => atMs)).toEqual(sorted.slice(0, returnsMax))
  expect(returns.all.beyondMs).toBe(sorted[returnsMax])
  expect([returns.isFull, returns.latestMs]).toEqual([true, sorted[returnsMax - 1]])
})

test('what a walk sees visible it names as visible by every clock, also one that is behind', async () => {
  const { site, queue, there } = await aBusyLane([], 3)
  await there.store.publish(queue, [anEnvelope({ sentAtMs: startMs - 1_000 })])
  const reading = site.reading()
  const seen = await scan({ ...reading, wall: reading.clock } as unknown as Tools, laneOf(queue), aJudge())
  expect(seen.returns.map(({ atMs }) => atMs)).toEqual([0, ...Array(3).fill(startMs + 30_000)])
})

test('a walk names nothing that will never be of use, and says when it began by the clock of the server', async () => {
  const { site, queue, there } = await aBusyLane([], 3)
  const short = anEnvelope({ sentAtMs: startMs - 500, expiresAtMs: startMs + 1 })
  for (let index = 0; index < 30; index++) await there.store.publish(queue, [short])
  await site.pass(1_000)
  const reading = site.reading()
  reading.line.staleMs = 5_000
  reading.line.before = async (_, input) => {
    Object.assign(input, { Limit: 10 })
    return 2_500
  }
  const seen = await site.live(scan({ ...reading, wall: reading.clock } as unknown as Tools, laneOf(queue), aJudge()))
  expect(seen.returns.map(({ atMs }) => atMs)).toEqual(Array(3).fill(startMs + 30_000))
  expect(seen.blocks).toBe(33)
  expect(seen.startedServerMs).toBe(startMs + 1_000 - 2_500)
})
