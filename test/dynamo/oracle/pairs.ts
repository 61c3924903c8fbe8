import type { Value } from '../fake/values.ts'
import type { Call } from './calls.ts'
import { values } from './pools.ts'

const TableName = 'messages'
const at = (index: number) => ({ p: { S: 'pairs' }, s: { S: String(index) } })

/** One item for each kind of value. */
export const pairItems: readonly Call[] = values.map((v, index) => ({
  operation: 'PutItem',
  input: { TableName, Item: { ...at(index), v } },
}))

const typeOf = (value: Value): string => Object.keys(value).join()
const isOrdered = (value: Value): boolean => /^[SNB]$/.test(typeOf(value))
const testsOf = (known: Value, given: Value): string[] => {
  if (typeOf(known) !== typeOf(given) || !isOrdered(given)) return ['v = :w']
  return given.N === undefined ? ['v < :w', 'v >= :w', 'begins_with(v, :w)'] : ['v < :w', 'v >= :w']
}

const sizes = ['0', '1', '2', '3'].map(N => ({ N }))

// Values of two types are unequal and no more: some of them are enough.
const othersShare = 6

/** Each kind of value against each other one, by a condition on a write that changes nothing. */
export const pairTests: readonly Call[] = values.flatMap((known, index) => [
  ...values
    .filter((given, at) => typeOf(given) === typeOf(known) || at % othersShare === index % othersShare)
    .flatMap(given => testsOf(known, given).map(condition => ask(index, condition, given))),
  ...(isOrdered(known) ? [ask(index, 'v BETWEEN :w AND :w', known)] : []),
  ...sizes.map(size => ask(index, 'size(v) = :w', size)),
])

function ask(index: number, ConditionExpression: string, given: Value): Call {
  const input = { TableName, Key: at(index), ConditionExpression, ExpressionAttributeValues: { ':w': given } }
  return { operation: 'UpdateItem', input }
}
