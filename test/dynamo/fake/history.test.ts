import { expect, test } from 'vitest'
import { FakeDynamo } from './fakeDynamo.ts'

const TableName = 'messages'
const historyMs = 2000

/** A fake in which what is said was done at its time, and eyes for what one of two items was. */
async function aPast() {
  const time = { nowMs: 0 }
  const fake = new FakeDynamo({ tables: [TableName], nowMs: () => time.nowMs, historyMs })
  const at = (nowMs: number) => {
    time.nowMs = nowMs
  }
  const put = (s: string, n: string) =>
    fake.call('PutItem', { TableName, Item: { p: { S: 'p' }, s: { S: s }, n: { N: n } } })
  const remove = (s: string) => fake.call('DeleteItem', { TableName, Key: { p: { S: 'p' }, s: { S: s } } })
  const query = { TableName, KeyConditionExpression: 'p = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } }
  const seenAt = async (asOfMs: number) =>
    (await fake.callAsOf('Query', query, asOfMs)).Items!.map(({ s, n }) => `${s!.S}${n!.N}`).join(' ')
  const gotAt = async (s: string, asOfMs: number) =>
    (await fake.callAsOf('GetItem', { TableName, Key: { p: { S: 'p' }, s: { S: s } } }, asOfMs)).Item?.n?.N
  return { fake, query, at, put, remove, seenAt, gotAt }
}

test('a stale read sees a partition as it was, down to the millisecond of a write', async () => {
  const { at, put, remove, seenAt, gotAt } = await aPast()
  at(100)
  await put('a', '1')
  at(200)
  await put('b', '1')
  await put('a', '2')
  at(300)
  await remove('a')
  at(400)
  await put('a', '3')
  const seen = await Promise.all([99, 100, 199, 200, 299, 300, 399, 400].map(seenAt))
  expect(seen).toEqual(['', 'a1', 'a1', 'a2 b1', 'a2 b1', 'b1', 'b1', 'a3 b1'])
  expect(await Promise.all([99, 199, 299, 300, 400].map(asOfMs => gotAt('a', asOfMs)))).toEqual([
    undefined,
    '1',
    '2',
    undefined,
    '3',
  ])
})

test('of two writes in one millisecond the state before is that before both', async () => {
  const { at, put, seenAt } = await aPast()
  at(100)
  await put('a', '1')
  at(200)
  await put('a', '2')
  await put('a', '3')
  expect(await Promise.all([199, 200].map(seenAt))).toEqual(['a1', 'a3'])
})

test('a look into the past changes nothing in the present', async () => {
  const { fake, query, at, put, seenAt } = await aPast()
  at(100)
  await put('a', '1')
  at(200)
  await put('a', '2')
  expect(await seenAt(150)).toBe('a1')
  expect((await fake.call('Query', query)).Items).toMatchObject([{ n: { N: '2' } }])
})

test('what is longer ago is not known, and not made up', async () => {
  const { at, put, seenAt } = await aPast()
  await put('a', '1')
  at(100 + historyMs)
  expect(await seenAt(100)).toBe('a1')
  await expect(seenAt(99)).rejects.toThrow('any more')
})

test('thousands of writes leave every millisecond of the last two seconds', async () => {
  const { at, put, remove, seenAt } = await aPast()
  for (let nowMs = 1; nowMs <= 6000; nowMs += 1) {
    at(nowMs)
    if (nowMs % 2 === 0) await put('a', String(nowMs))
    else await remove('a')
  }
  expect(await Promise.all([4000, 4001, 4002, 5999, 6000].map(seenAt))).toEqual(['a4000', '', 'a4002', '', 'a6000'])
})

test('a consistent read is never stale', async () => {
  const { fake, query } = await aPast()
  await expect(fake.callAsOf('Query', { ...query, ConsistentRead: true }, 0)).rejects.toThrow('never stale')
})
