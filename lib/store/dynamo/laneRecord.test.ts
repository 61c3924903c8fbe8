import { expect, test } from 'vitest'
import { FakeDynamo } from '../../../test/dynamo/fake/fakeDynamo.ts'
import { startMs } from '../../../test/fixtures.ts'
import {
  ageMs,
  allowedMs,
  claimRequest,
  decodeLaneRecord,
  leaveScanRequest,
  readRecordRequest,
  type Scan,
} from './laneRecord.ts'

const table = 'messages'
const lane = 'AZt22qgAhxCUAQEjRWeJqw.1.7.0'
const scan: Scan = {
  startedServerMs: startMs,
  blocks: 40_000,
  upTo: '1767225600000.0123456789abcd',
  returns: [{ s: '1767225600000.00', atMs: startMs + 5 }],
  beyondMs: startMs + 99,
}

function aLane() {
  const dynamo = new FakeDynamo({ tables: [table] })
  const read = async () => decodeLaneRecord((await dynamo.call('GetItem', readRecordRequest(table, lane))).Item)
  const yields = (call: Promise<unknown>) =>
    call.then(
      () => true,
      (error: Error) => {
        expect(error.name).toBe('ConditionalCheckFailedException')
        return false
      },
    )
  const claim = (by: string, atServerMs: number, lapsedServerMs: number) =>
    yields(dynamo.call('UpdateItem', claimRequest(table, lane, { by, atServerMs, lapsedServerMs, nowMs: startMs })))
  const leave = (by: string, left = scan) => yields(dynamo.call('UpdateItem', leaveScanRequest(table, lane, by, left)))
  return { read, claim, leave }
}

test('a lane without a record says nothing', async () => {
  expect(await aLane().read()).toEqual({})
})

test('one poller scans at a time', async () => {
  const { claim, read } = aLane()
  expect(await claim('one', startMs, startMs - 2000)).toBe(true)
  expect(await claim('two', startMs + 1000, startMs - 1000)).toBe(false)
  expect(await read()).toEqual({ claim: { by: 'one', atServerMs: startMs } })
})

test('who claims twice has it still: the first reply may have been lost', async () => {
  const { claim } = aLane()
  await claim('one', startMs, startMs - 2000)
  expect(await claim('one', startMs, startMs - 2000)).toBe(true)
})

test('a scan that can no longer end in time is taken over, not before', async () => {
  const { claim, leave } = aLane()
  await claim('one', startMs, startMs - 2000)
  expect(await claim('two', startMs + 2000, startMs)).toBe(false)
  expect(await claim('two', startMs + 2001, startMs + 1)).toBe(true)
  expect(await leave('one')).toBe(false)
  expect(await leave('two')).toBe(true)
})

test('what a scan leaves is there for all, and the next may begin', async () => {
  const { claim, leave, read } = aLane()
  await claim('one', startMs, startMs - 2000)
  await leave('one')
  expect(await read()).toEqual({ scan })
  expect(await claim('two', startMs, startMs - 2000)).toBe(true)
  expect(await read()).toEqual({ scan, claim: { by: 'two', atServerMs: startMs } })
})

test('the record is read as it is now: an empty answer may rest on it', () => {
  expect(readRecordRequest(table, lane)).toMatchObject({ ConsistentRead: true })
})

test('an empty answer may be late by a second, and by one more for every 20,000 blocks', () => {
  expect([0, 20_000, 120_000].map(allowedMs)).toEqual([1_000, 2_000, 7_000])
})

test('a scan is taken for as old as it can be, both times being cut to the second', () => {
  expect(ageMs(scan, startMs + 3_000)).toBe(4_000)
})
