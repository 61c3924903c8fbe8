import { describe, expect, test } from 'vitest'
import { type CallRecord, FakeDynamo, type FakeOptions } from './fakeDynamo.ts'
import type { Item } from './values.ts'

const TableName = 'messages'
const keyAt = (s: string) => ({ p: { S: 'p' }, s: { S: s } })

function aFake(options: Partial<FakeOptions> = {}) {
  const time = { nowMs: 0 }
  const fake = new FakeDynamo({ tables: [TableName], nowMs: () => time.nowMs, ...options })
  const put = (s: string, more: Item = {}) => fake.call('PutItem', { TableName, Item: { ...keyAt(s), ...more } })
  const get = (s: string) => fake.call('GetItem', { TableName, Key: keyAt(s), ConsistentRead: true })
  const remove = (s: string) => fake.call('DeleteItem', { TableName, Key: keyAt(s) })
  return { fake, time, put, get, remove }
}

const all = { TableName, KeyConditionExpression: 'p = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } }
const failureOf = (promise: Promise<unknown>): Promise<Error & Record<string, unknown>> =>
  promise.then(
    () => expect.unreachable('it was answered'),
    error => error,
  )

describe('values', () => {
  test('what a caller changes after a put is not in the item', async () => {
    const { fake, get } = aFake()
    const item = { ...keyAt('a'), b: { B: new Uint8Array([1]) }, l: { L: [{ S: 'x' }] }, m: { M: { k: { S: 'x' } } } }
    await fake.call('PutItem', { TableName, Item: item })
    item.b.B[0] = 2
    item.l.L.push({ S: 'y' })
    item.m.M.k.S = 'y'
    item.p.S = 'other'
    const kept = { ...keyAt('a'), b: { B: new Uint8Array([1]) }, l: { L: [{ S: 'x' }] }, m: { M: { k: { S: 'x' } } } }
    expect((await get('a')).Item).toEqual(kept)
  })

  test('what is loaded is read, changed and counted like what was put, and is counted nowhere itself', async () => {
    const { fake, get } = aFake({ historyMs: 1_000 })
    const records: CallRecord[] = []
    fake.onCall = record => records.push(record)
    const e = { S: 'x'.repeat(5_000) }
    fake.load(
      TableName,
      [keyAt('b'), keyAt('a')].map(key => ({ ...key, e })),
    )
    expect(records).toEqual([])
    expect((await fake.call('Query', all)).Items!.map(({ s }) => s!.S)).toEqual(['a', 'b'])
    const update = { TableName, UpdateExpression: 'SET e = :y', ExpressionAttributeValues: { ':y': { S: 'y' } } }
    await fake.call('UpdateItem', { ...update, Key: keyAt('a') })
    expect([(await get('a')).Item!.e, (await get('b')).Item!.e]).toEqual([{ S: 'y' }, e])
    expect(records.map(({ readUnits, writeUnits }) => [readUnits, writeUnits])).toEqual([
      [1.5, 0],
      [0, 5],
      [1, 0],
      [2, 0],
    ])
  })

  test('what a caller changes in an answer is not in the item', async () => {
    const { fake, put, get } = aFake()
    await put('a', { b: { B: new Uint8Array([1]) } })
    const put2 = await fake.call('UpdateItem', { TableName, Key: keyAt('a'), ReturnValues: 'ALL_NEW' })
    const [queried] = (await fake.call('Query', all)).Items!
    const failed = await failureOf(
      fake.call('DeleteItem', {
        TableName,
        Key: keyAt('a'),
        ConditionExpression: 'attribute_not_exists(p)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    const given = [(await get('a')).Item!, queried!, put2.Attributes!, failed.Item as Item]
    for (const { b } of given) b!.B![0] = 2
    expect((await get('a')).Item!.b).toEqual({ B: new Uint8Array([1]) })
  })

  test('a value of an update is the item’s alone', async () => {
    const { fake, get } = aFake()
    const value = { B: new Uint8Array([1]) }
    const input = {
      TableName,
      Key: keyAt('a'),
      UpdateExpression: 'SET b = :b',
      ExpressionAttributeValues: { ':b': value },
    }
    await fake.call('UpdateItem', input)
    value.B[0] = 2
    expect((await get('a')).Item!.b).toEqual({ B: new Uint8Array([1]) })
  })
})

describe('one call', () => {
  test('is done before its promise is returned', () => {
    const { fake, put } = aFake()
    void put('a')
    expect(fake.get(TableName, 'p', 'a')).toEqual(keyAt('a'))
  })

  test('that asks for what the fake does not know is a fault of the test, not an answer', async () => {
    const { fake, put } = aFake()
    expect((await failureOf(fake.call('Query', { ...all, FilterExpression: 'a = b' }))).name).toBe('Error')
    expect((await failureOf(put('a', { n: { NS: ['1'] } }))).message).toContain('NS')
    const nested = { TableName, Key: keyAt('a'), UpdateExpression: 'REMOVE a.b' }
    expect((await failureOf(fake.call('UpdateItem', nested))).message).toContain('paths')
  })
})

test('the items of a table can be walked through', async () => {
  const { fake, put, remove } = aFake()
  await put('a')
  await put('b')
  await remove('a')
  expect([...fake.items(TableName)]).toEqual([keyAt('b')])
})

describe('each call is counted', () => {
  async function recordOf(act: (scene: ReturnType<typeof aFake>) => Promise<unknown>, bytes = 5000) {
    const scene = aFake()
    await scene.put('a', { fill: { B: new Uint8Array(bytes) } })
    const records: CallRecord[] = []
    scene.fake.onCall = record => records.push(record)
    await act(scene).catch(() => undefined)
    return records.map(({ operation, readUnits, writeUnits, items, error }) => [
      operation,
      readUnits,
      writeUnits,
      items,
      error,
    ])
  }
  const isNew = { ConditionExpression: 'attribute_not_exists(p)' }

  test('a read by 4 KB, half when it may be stale', async () => {
    expect(await recordOf(({ get }) => get('a'))).toEqual([['GetItem', 2, 0, 1, undefined]])
    expect(await recordOf(({ fake }) => fake.call('Query', all))).toEqual([['Query', 1, 0, 1, undefined]])
  })

  test('a write by the larger of the item before and after', async () => {
    expect(await recordOf(({ put }) => put('a'))).toEqual([['PutItem', 0, 5, 1, undefined]])
    expect(await recordOf(({ put }) => put('b'))).toEqual([['PutItem', 0, 1, 1, undefined]])
    expect(await recordOf(({ remove }) => remove('a'))).toEqual([['DeleteItem', 0, 5, 1, undefined]])
  })

  test('a write whose condition failed as if it had been done', async () => {
    const name = 'ConditionalCheckFailedException'
    const put = (Item: Item) => recordOf(({ fake }) => fake.call('PutItem', { TableName, Item, ...isNew }))
    expect(await put(keyAt('a'))).toEqual([['PutItem', 0, 5, 1, name]])
    expect(await put({ ...keyAt('a'), fill: { B: new Uint8Array(7000) } })).toEqual([['PutItem', 0, 7, 1, name]])
  })

  test('a transaction twice, also when it is cancelled', async () => {
    const actions = [{ Put: { TableName, Item: keyAt('b') } }, { Delete: { TableName, Key: keyAt('a') } }]
    const transact = (more: object[]) =>
      recordOf(({ fake }) => fake.call('TransactWriteItems', { TransactItems: [...actions, ...more] }))
    expect(await transact([])).toEqual([['TransactWriteItems', 0, 12, 2, undefined]])
    const check = { ConditionCheck: { TableName, Key: keyAt('c'), ConditionExpression: 'attribute_exists(p)' } }
    expect(await transact([check])).toEqual([['TransactWriteItems', 0, 14, 3, 'TransactionCanceledException']])
  })

  test('a call that is refused as such by nothing', async () => {
    expect(await recordOf(({ put }) => put(''))).toEqual([['PutItem', 0, 0, 0, 'ValidationException']])
  })
})
