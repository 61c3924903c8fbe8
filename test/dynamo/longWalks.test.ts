import { expect, test } from 'vitest'
import { Problem } from '../../lib/domain/problem.ts'
import type { Operation } from '../../lib/store/dynamo/dynamo.ts'
import { laneRecordSort } from '../../lib/store/dynamo/keys.ts'
import { scan } from '../../lib/store/dynamo/scan.ts'
import type { Tools } from '../../lib/store/dynamo/tools.ts'
import { aJudge, aPoll, startMs } from '../fixtures.ts'
import { aBusyLane, isScan, scans } from './aBusyLane.ts'
import { bodiesOf, laneOf, type Process, tables } from './aSite.ts'

/** Its walks take a while for every page of ten blocks. */
const walksSlowly = ({ line }: Process, pageMs: number) => {
  line.before = async (operation, input) => {
    if (!isScan(operation, input)) return 'goOn'
    Object.assign(input, { Limit: 10 })
    return pageMs
  }
}

const isClaim = (operation: Operation, input: object): boolean =>
  operation === 'UpdateItem' && JSON.stringify(input).includes('SET b')
const claims = ({ line }: Process) => line.calls.filter(({ operation, input }) => isClaim(operation, input))

test('while a walk goes on, however long, nobody begins another', async () => {
  const { site, queue, here } = await aBusyLane()
  const slow = site.open()
  walksSlowly(slow, 600)
  void slow.store.poll(queue, aPoll()).catch(() => {})
  await site.pass(2_500)
  void here.store.poll(queue, aPoll()).catch(() => {})
  await site.pass(3_000)
  expect(scans([here])).toBe(0)
  // At its begin, and then once a second.
  expect(claims(slow)).toHaveLength(5)
})

test('a walk does not mind that it cannot say so', async () => {
  const { site, here, poll } = await aBusyLane()
  walksSlowly(here, 90)
  await site.pass(500)
  const walk = here.line.before
  here.line.before = async (operation, input) => {
    const isAgain = isClaim(operation, input) && claims(here).length > 1
    return isAgain ? new Error('unheard') : walk(operation, input)
  }
  expect(await poll(here)).toEqual([])
  expect(claims(here).length).toBeGreaterThan(1)
})

test('where no walk ends in time, a poll says that it cannot say', async () => {
  const { site, here, poll } = await aBusyLane()
  here.line.before = async (operation, input) =>
    isScan(operation, input) && site.world.nowMs < startMs + 60_000 ? 3_000 : 'goOn'
  await expect(poll(here)).rejects.toEqual(new Problem('StoreBusy'))
})

test.each([
  [1_100, 12],
  [4_000, 5],
])('so does one whose own looks take %i ms each, after %i', async (lookMs, count) => {
  const { site, here, poll } = await aBusyLane([], 5)
  let looks = 0
  here.line.before = async (operation, input) => {
    const isSure = operation === 'Query' && 'ConsistentRead' in input && input.ConsistentRead
    if (!isSure || site.world.nowMs > startMs + 60_000) return 'goOn'
    looks += 1
    return lookMs
  }
  await expect(poll(here)).rejects.toEqual(new Problem('StoreBusy'))
  expect(looks).toBe(count)
})

test('a walk that was left late is not new to who looks, though he has not heard of it', async () => {
  const { site, queue, here, poll, putLate } = await aBusyLane()
  expect(await poll(site.open())).toEqual([])
  const record = site.items(laneOf(queue)).find(item => item.s!.S === laneRecordSort)!
  await site.pass(20_000)
  await putLate('late')
  await site.pass(5_000)
  const { j, ...rest } = record
  const nowServerMs = Math.floor(site.world.nowMs / 1000) * 1000
  const underWay = { ...rest, b: { S: 'another' }, c: { N: String(nowServerMs) } }
  const put = (Item: typeof record) => site.fake.call('PutItem', { TableName: tables.messages, Item })
  await put(underWay)
  here.line.staleMs = 30_000
  site.world.at(site.world.nowMs + 50, () => void put({ ...rest, ...(j && { j }) }))
  expect(bodiesOf(await poll(here))).toEqual(['late'])
})

test('a walk is not younger because the wall clock was set back meanwhile', async () => {
  const { site, queue } = await aBusyLane([], 3)
  const reading = site.reading()
  let backMs = 0
  reading.line.before = async () => {
    backMs = 10_000
    return 5
  }
  const wall = { ...reading.clock, nowMs: () => site.world.nowMs - backMs }
  const seen = await site.live(scan({ ...reading, wall } as unknown as Tools, laneOf(queue), aJudge()))
  expect(seen.startedServerMs).toBeLessThanOrEqual(startMs)
})
