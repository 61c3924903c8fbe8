import type { Call } from './calls.ts'

const TableName = 'messages'
const Key = { p: { S: 'refused' }, s: { S: 'x' } }
const v = { S: 'x' }
const values = { ':v': v }

const put = (input: object): Call => ({ operation: 'PutItem', input: { TableName, Item: Key, ...input } })
const update = (input: object): Call => ({ operation: 'UpdateItem', input: { TableName, Key, ...input } })
const remove = (input: object): Call => ({ operation: 'DeleteItem', input: { TableName, Key, ...input } })
const get = (input: object): Call => ({ operation: 'GetItem', input: { TableName, Key, ...input } })
const query = (input: object): Call => ({
  operation: 'Query',
  input: {
    TableName,
    KeyConditionExpression: 'p = :p',
    ExpressionAttributeValues: { ':p': Key.p },
    ...input,
  },
})
const transact = (input: object): Call => ({
  operation: 'TransactWriteItems',
  input: { TransactItems: [{ Put: { TableName, Item: Key } }], ...input },
})

const when = (ConditionExpression: string, more: object = {}): Call => put({ ConditionExpression, ...more })
const set = (UpdateExpression: string, more: object = { ExpressionAttributeValues: values }): Call =>
  update({ UpdateExpression, ...more })
const where = (KeyConditionExpression: string, more: object): Call =>
  query({ KeyConditionExpression, ExpressionAttributeValues: { ':p': Key.p, ...more } })
const many = (count: number): object[] =>
  Array.from({ length: count }, (_, at) => ({ Put: { TableName, Item: { ...Key, s: { S: `many${at}` } } } }))

const heavyBytes = 390_000
const heavy = (condition: object): object[] =>
  Array.from({ length: 11 }, (_, at) => ({
    Put: { TableName, Item: { ...Key, s: { S: `heavy${at}` }, a: { B: new Uint8Array(heavyBytes) } }, ...condition },
  }))

/** What a caller gets wrong, each alone in a call that is right otherwise. */
export const refusals: Record<string, Call> = {
  'a table that is missing, of a put': put({ TableName: 'missing' }),
  'a table that is missing, of a query': query({ TableName: 'missing' }),
  'a table that is missing, of a transaction': transact({
    TransactItems: [{ Put: { TableName: 'missing', Item: Key } }],
  }),
  'an empty sort key, of a put': put({ Item: { ...Key, s: { S: '' } } }),
  'an empty partition key, of a get': get({ Key: { ...Key, p: { S: '' } } }),
  'an empty sort key, of a query': where('p = :p AND s > :s', { ':s': { S: '' } }),
  'a key of another type, of a put': put({ Item: { ...Key, s: { N: '1' } } }),
  'a key of another type, of an update': update({ Key: { ...Key, p: { B: new Uint8Array([1]) } } }),
  'a key of another type, of a query': where('p = :p AND s > :s', { ':s': { N: '1' } }),
  'an item without its sort key': put({ Item: { p: Key.p } }),
  'half a key': get({ Key: { p: Key.p } }),
  'more than a key': remove({ Key: { ...Key, a: v } }),
  'a sort key of 1,025 bytes': put({ Item: { ...Key, s: { S: `${'é'.repeat(512)}x` } } }),
  'a partition key of 2,049 bytes': put({ Item: { ...Key, p: { S: 'x'.repeat(2049) } } }),
  'an item of more than 400 KB': put({ Item: { ...Key, a: { B: new Uint8Array(400 * 1024) } } }),
  'no number': put({ Item: { ...Key, a: { N: 'abc' } } }),
  'a number of 39 digits': put({ Item: { ...Key, a: { N: '1'.repeat(39) } } }),
  'a number beyond 10^126': put({ Item: { ...Key, a: { N: '1e126' } } }),
  'a number below 10^-130': put({ Item: { ...Key, a: { N: '1e-131' } } }),
  'a value without a placeholder': when('a = :v'),
  'a value for none of the placeholders': when('a = :v', { ExpressionAttributeValues: { ...values, ':w': v } }),
  'a name without a placeholder': when('attribute_exists(#a)'),
  'a name for none of the placeholders': when('attribute_exists(a)', { ExpressionAttributeNames: { '#a': 'a' } }),
  'names without an expression': put({ ExpressionAttributeNames: { '#a': 'a' } }),
  'values without an expression': put({ ExpressionAttributeValues: values }),
  'an empty condition': when(''),
  'half a condition': when('attribute_exists(a) AND'),
  'a condition that goes on': when('attribute_exists(a) attribute_exists(b)'),
  'a parenthesis too few': when('(attribute_exists(a)'),
  'parentheses twice': when('((attribute_exists(a)))'),
  'an unknown function': when('attribute_is(a)'),
  'a function with too few operands': when('begins_with(a)'),
  'a value where a name belongs': when('attribute_exists(:v)', { ExpressionAttributeValues: values }),
  'a character of no meaning': when('a = :v!', { ExpressionAttributeValues: values }),
  'an order of truth values': when('a < :v', { ExpressionAttributeValues: { ':v': { BOOL: true } } }),
  'begins_with of a number': when('begins_with(a, :v)', { ExpressionAttributeValues: { ':v': { N: '1' } } }),
  'an attribute compared with itself': when('a = a'),
  'bounds in the wrong order': when('a BETWEEN :v AND :w', {
    ExpressionAttributeValues: { ':v': v, ':w': { S: 'w' } },
  }),
  'bounds of two types': when('a BETWEEN :v AND :w', { ExpressionAttributeValues: { ':v': v, ':w': { N: '1' } } }),
  'an empty update': set(''),
  'an update of a key': set('SET s = :v'),
  'an attribute that is changed twice': set('SET a = :v REMOVE a'),
  'a clause twice': set('SET a = :v SET b = :v'),
  'an unknown clause': set('PUT a = :v'),
  'an update without a value': set('SET a'),
  'a sum of texts': set('SET a = b + :v'),
  'an addition of a text': set('ADD a :v'),
  'a sum of three': set('SET a = b + :v + :v', { ExpressionAttributeValues: { ':v': { N: '1' } } }),
  'a copy of what is missing': set('SET a = b', {}),
  'a reserved word': set('SET name = :v'),
  'ALL_NEW of a put': put({ ReturnValues: 'ALL_NEW' }),
  'UPDATED_NEW of a deletion': remove({ ReturnValues: 'UPDATED_NEW' }),
  'a limit of none': query({ Limit: 0 }),
  'a query without p': where('s = :p', {}),
  'a query of a third attribute': where('p = :p AND a = :s', { ':s': v }),
  'a query that begins before p': where('p > :p', {}),
  'a query with an alternative': where('p = :p OR s = :s', { ':s': v }),
  'a query with <>': where('p = :p AND s <> :s', { ':s': v }),
  'a query with a denial': where('p = :p AND NOT s = :s', { ':s': v }),
  'a start in another partition': query({ ExclusiveStartKey: { ...Key, p: { S: 'other' } } }),
  'half a start': query({ ExclusiveStartKey: { p: Key.p } }),
  'more than 4 MB': transact({ TransactItems: heavy({}) }),
  'more than 4 MB, before the conditions': transact({
    TransactItems: heavy({ ConditionExpression: 'attribute_exists(a)' }),
  }),
  'no action': transact({ TransactItems: [] }),
  '101 actions': transact({ TransactItems: many(101) }),
  'two actions in one': transact({ TransactItems: [{ Put: { TableName, Item: Key }, Delete: { TableName, Key } }] }),
  'two actions on one item': transact({ TransactItems: [...many(1), ...many(1)] }),
  'a check without a condition': transact({ TransactItems: [{ ConditionCheck: { TableName, Key } }] }),
}

/** Of these, what dynoxide takes; where DynamoDB Local does not, the fake goes with it. */
export const takenByDynoxide: readonly string[] = [
  'an empty sort key, of a query',
  'a key of another type, of a query',
  'a value for none of the placeholders',
  'a name for none of the placeholders',
  'an order of truth values',
  'an attribute compared with itself',
  'two actions in one',
]
