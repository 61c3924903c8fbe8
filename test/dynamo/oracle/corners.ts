import type { Call } from './calls.ts'

const TableName = 'messages'
const total = { ReturnConsumedCapacity: 'TOTAL' } as const
const p = { S: 'corner' }
const at = (s: string) => ({ p, s: { S: s } })

const put = (s: string, more: object = {}): Call => ({
  operation: 'PutItem',
  input: { TableName, Item: { ...at(s), ...more }, ...total },
})
const query = (KeyConditionExpression: string, s: string, more: object = {}): Call => ({
  operation: 'Query',
  input: {
    TableName,
    KeyConditionExpression,
    ExpressionAttributeValues: { ':p': p, ':s': { S: s } },
    ...more,
    ...total,
  },
})
const transact = (...TransactItems: object[]): Call => ({
  operation: 'TransactWriteItems',
  input: { TransactItems, ...total },
})
const isNew = { ConditionExpression: 'attribute_not_exists(p)' }
const one = { ExpressionAttributeValues: { ':one': { N: '1' } } }

// Names and values together are the most that an item may have.
const filled = (excessBytes: number) => ({
  fill: { B: new Uint8Array(409_600 - 'p corner s big fill'.replaceAll(' ', '').length + excessBytes) },
})

/** What chance meets too seldom: each known error at least once, the pages that end at a bound. To be sent in order. */
export const corners: readonly Call[] = [
  ...['b', 'c', 'd'].map(s => put(s, { n: { N: '007' } })),
  { operation: 'GetItem', input: { TableName, Key: at('b'), ...total } },
  query('p = :p AND s > :s', 'z'),
  query('s = :s AND p = :p', 'b'),
  query('p = :p AND s >= :s', 'b', { ScanIndexForward: false, Limit: 3 }),
  query('p = :p AND s >= :s', 'b', { ScanIndexForward: false, ExclusiveStartKey: at('b') }),
  query('p = :p AND s <= :s', 'd', { Limit: 3 }),
  query('p = :p AND s <= :s', 'd', { ExclusiveStartKey: at('d') }),
  query('p = :p AND s > :s', 'c', { ExclusiveStartKey: at('b') }),
  query('p = :p AND s > :s', 'b', { Limit: 2 }),
  query('p = :p AND s = :s', 'b', { Limit: 1 }),
  query('p = :p AND begins_with(s, :s)', 'b', { Limit: 1 }),
  transact({ Put: { TableName, Item: at('e') } }, { Put: { TableName, Item: at('f') } }),
  transact({ Update: { TableName, Key: at('g'), UpdateExpression: 'SET n = m + :one', ...one } }),
  transact({ Put: { TableName, Item: at('b'), ...isNew } }, { Delete: { TableName, Key: at('b') } }),
  put('big', filled(0)),
  put('big', filled(1)),
  { operation: 'UpdateItem', input: { TableName, Key: at('big'), UpdateExpression: 'SET n = :one', ...one, ...total } },
  { operation: 'GetItem', input: { TableName, Key: at('big'), ConsistentRead: true, ...total } },
  {
    operation: 'UpdateItem',
    input: { TableName, Key: at('h'), UpdateExpression: 'SET n = :one', ...one, ReturnValues: 'ALL_OLD', ...total },
  },
]
