import { expect, test } from 'vitest'
import { FakeDynamo } from './fakeDynamo.ts'

const TableName = 'messages'
const tenMinutesMs = 600_000

function aFake() {
  const time = { nowMs: 1000 }
  const fake = new FakeDynamo({ tables: [TableName], nowMs: () => time.nowMs })
  const Key = { p: { S: 'p' }, s: { S: 's' } }
  const add = (count: string, token = 'token', condition = {}) =>
    fake.call('TransactWriteItems', {
      TransactItems: [
        {
          Update: {
            TableName,
            Key,
            UpdateExpression: 'ADD n :n',
            ExpressionAttributeValues: { ':n': { N: count } },
            ...condition,
          },
        },
      ],
      ClientRequestToken: token,
      ReturnConsumedCapacity: 'TOTAL',
    })
  return { time, add, count: () => fake.get(TableName, 'p', 's')?.n?.N }
}

test('a transaction that comes again under its token is done once, and costs a read', async () => {
  const { add, count } = aFake()
  expect((await add('1')).ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 2 }])
  expect((await add('1')).ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 2 }])
  await add('1', 'another')
  expect(count()).toBe('2')
})

test('another transaction under a token is refused', async () => {
  const { add, count } = aFake()
  await add('1')
  await expect(add('2')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' })
  expect(count()).toBe('1')
})

test('a token is known for ten minutes', async () => {
  const { time, add, count } = aFake()
  await add('1')
  time.nowMs += tenMinutesMs - 1
  await add('1')
  expect(count()).toBe('1')
  time.nowMs += 1
  await add('1')
  expect(count()).toBe('2')
})

test('the token of a transaction that was cancelled is free', async () => {
  const { add, count } = aFake()
  const isThere = { ConditionExpression: 'attribute_exists(p)' }
  await expect(add('1', 'token', isThere)).rejects.toMatchObject({ name: 'TransactionCanceledException' })
  await add('5')
  expect(count()).toBe('5')
})
