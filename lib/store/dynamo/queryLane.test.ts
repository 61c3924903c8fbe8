import { expect, test } from 'vitest'
import { anItem } from '../../../test/dynamo/aBlock.ts'
import { aSend, HookedDynamo } from '../../../test/dynamo/aDynamo.ts'
import { FakeDynamo } from '../../../test/dynamo/fake/fakeDynamo.ts'
import { aContext, startMs } from '../../../test/fixtures.ts'
import { firstBlock, laneRecordSort } from './keys.ts'
import { behind, queryLane } from './queryLane.ts'

const table = 'messages'
const p = 'AZt22qgAhxCUAQEjRWeJqw.1.7.0'
const sortOf = (index: number, nonce = '0123456789abcd') => `${startMs + index}.${nonce}`

async function aLane(...sorts: string[]) {
  const fake = new FakeDynamo({ tables: [table], nowMs: () => 1, historyMs: Number.POSITIVE_INFINITY })
  const dynamo = new HookedDynamo(fake)
  const { send } = aSend(aContext(), dynamo)
  for (const s of sorts) await fake.call('PutItem', { TableName: table, Item: anItem(['0'], { key: { p, s } }) })
  return { fake, dynamo, send }
}

test('a lane is read in its order up to what is ready, that very millisecond included', async () => {
  const { send } = await aLane(sortOf(2), sortOf(0, 'ffffffffffffff'), sortOf(1), sortOf(0), sortOf(3))
  const { blocks, next } = await queryLane(
    send,
    table,
    { p, from: firstBlock, toMs: startMs + 2 },
    { isConsistent: true },
  )
  expect(blocks.map(({ key }) => key.s)).toEqual([sortOf(0), sortOf(0, 'ffffffffffffff'), sortOf(1), sortOf(2)])
  expect(next).toBeUndefined()
})

test('the record of the lane is no block', async () => {
  const { send, fake } = await aLane(sortOf(0))
  await fake.call('PutItem', { TableName: table, Item: { p: { S: p }, s: { S: laneRecordSort } } })
  const { blocks } = await queryLane(send, table, { p, from: firstBlock, toMs: startMs }, { isConsistent: true })
  expect(blocks).toHaveLength(1)
})

test('the next page begins right behind the last block of the one before', async () => {
  const { send } = await aLane(sortOf(0), sortOf(1), sortOf(2))
  const seen: string[][] = []
  for (let from: string | undefined = firstBlock; from !== undefined; ) {
    const page: Awaited<ReturnType<typeof queryLane>> = await queryLane(
      send,
      table,
      { p, from, toMs: startMs + 9 },
      { isConsistent: true, limit: 2 },
    )
    seen.push(page.blocks.map(({ key }) => key.s))
    from = page.next
  }
  expect(seen).toEqual([[sortOf(0), sortOf(1)], [sortOf(2)]])
})

test('nothing stands between a block and what is behind it', () => {
  const s = sortOf(0)
  expect(behind(s) > s && behind(s) < sortOf(0, '0123456789abce') && behind(s) < `${s}0`).toBe(true)
})

test('a cheap read may be old, a consistent one is not', async () => {
  const { send } = await aLane(sortOf(0))
  const range = { p, from: firstBlock, toMs: startMs }
  expect((await queryLane(send, table, range, { isConsistent: false })).blocks).toEqual([])
  expect((await queryLane(send, table, range, { isConsistent: true })).blocks).toHaveLength(1)
})

test('a range that ends before it begins is empty, and is not asked for: DynamoDB would refuse it', async () => {
  const { send, dynamo } = await aLane(sortOf(0))
  const range = { p, from: sortOf(1), toMs: startMs }
  expect(await queryLane(send, table, range, { isConsistent: true })).toMatchObject({ blocks: [], next: undefined })
  expect(dynamo.calls).toEqual([])
})

test('the server’s clock comes along', async () => {
  const { send, dynamo } = await aLane()
  dynamo.call = async () => ({ Items: [], serverMs: startMs }) as never
  const page = await queryLane(send, table, { p, from: firstBlock, toMs: startMs }, { isConsistent: true })
  expect(page.serverMs).toBe(startMs)
})
