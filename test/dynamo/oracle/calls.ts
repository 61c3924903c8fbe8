import type { Input, Operation } from '../../../lib/store/dynamo/dynamo.ts'
import type { FakeDynamo } from '../fake/fakeDynamo.ts'
import type { Item } from '../fake/values.ts'
import type { Chance } from './chance.ts'
import { anyCondition, anyKeyCondition, anyUpdate } from './expressionsOf.ts'
import { anyValue, attributes, fill, sortKeys, tables } from './pools.ts'
import { Writing } from './writing.ts'

export type Call = { [Name in Operation]: { operation: Name; input: Input<Name> } }[Operation]

/** Where random calls go: two partitions of their own in both tables, and what is in them so far. */
export type World = {
  name: string
  chance: Chance
  /** Whether some calls are wrong in themselves. */
  isRude: boolean
  fake: FakeDynamo
  lastKey?: Item | undefined
  done: Call[]
}

type Address = { TableName: string; p: string; s: string }

function anyAddress({ name, chance }: World): Address {
  const TableName = chance.percent(80) ? tables.messages : tables.documents
  return { TableName, p: `${name}${chance.below(2)}`, s: chance.pick(sortKeys) }
}

const keyAt = ({ p, s }: Address): Item => ({ p: { S: p }, s: { S: s } })
const itemAt = ({ fake }: World, { TableName, p, s }: Address) => fake.get(TableName, p, s)
const total = { ReturnConsumedCapacity: 'TOTAL' } as const

function anyItem({ chance }: World, address: Address): Item {
  const item = keyAt(address)
  for (const attribute of chance.some(attributes, chance.below(6))) item[attribute] = anyValue(chance)
  return chance.percent(35) ? fill(chance, item) : item
}

type Conditional = {
  ConditionExpression?: string
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD'
}

/** The condition, and what comes back when it fails, of nine writes in twenty. */
function maybeCondition(world: World, writing: Writing, address: Address, percent = 45): Conditional {
  if (!world.chance.percent(percent)) return {}
  const ConditionExpression = anyCondition(writing, itemAt(world, address))
  return world.chance.percent(60)
    ? { ConditionExpression, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
    : { ConditionExpression }
}

function anyPut(world: World, address: Address) {
  const writing = new Writing(world)
  const condition = maybeCondition(world, writing, address)
  return { TableName: address.TableName, Item: anyItem(world, address), ...condition, ...writing.placeholders() }
}

function anyChange(world: World, address: Address) {
  const writing = new Writing(world)
  const UpdateExpression = anyUpdate(writing, itemAt(world, address))
  const condition = maybeCondition(world, writing, address)
  return {
    TableName: address.TableName,
    Key: keyAt(address),
    UpdateExpression,
    ...condition,
    ...writing.placeholders(),
  }
}

function anyKeyed(world: World, address: Address, percent?: number) {
  const writing = new Writing(world)
  const condition = maybeCondition(world, writing, address, percent)
  return { TableName: address.TableName, Key: keyAt(address), ...condition, ...writing.placeholders() }
}

function anyAction(world: World, address: Address) {
  const kind = world.chance.below(8)
  if (kind < 3) return { Put: anyPut(world, address) }
  if (kind < 6) return { Update: anyChange(world, address) }
  if (kind === 6) return { Delete: anyKeyed(world, address) }
  const { ConditionExpression = 'attribute_exists(p)', ...check } = anyKeyed(world, address, 100)
  return { ConditionCheck: { ...check, ConditionExpression } }
}

function anyTransaction(world: World): Call {
  const { chance } = world
  const addresses = Array.from({ length: 1 + chance.below(4) }, () => anyAddress(world))
  const isTwice = new Set(addresses.map(address => JSON.stringify(address))).size < addresses.length
  const kept = isTwice && chance.percent(90) ? addresses.slice(0, 1) : addresses
  const token = chance.percent(30) ? { ClientRequestToken: `${world.name}${world.done.length}` } : {}
  const input = { TransactItems: kept.map(address => anyAction(world, address)), ...token, ...total }
  return { operation: 'TransactWriteItems', input }
}

/** A transaction again, as it was or with another body under its token. */
function repeated(world: World): Call | undefined {
  const { chance } = world
  const known = world.done.filter(call => call.operation === 'TransactWriteItems')
  if (known.length === 0) return undefined
  const { input } = chance.pick(known)
  if (chance.percent(70)) return { operation: 'TransactWriteItems', input }
  const other = { Put: { TableName: tables.messages, Item: { ...keyAt(anyAddress(world)), other: { S: 'x' } } } }
  return { operation: 'TransactWriteItems', input: { ...input, TransactItems: [other] } }
}

function anyQuery(world: World): Call {
  const { chance, lastKey } = world
  const { TableName, p } = anyAddress(world)
  const writing = new Writing(world)
  const start = lastKey?.p?.S === p && chance.percent(70) ? lastKey : keyAt({ TableName, p, s: chance.pick(sortKeys) })
  const input = {
    TableName,
    KeyConditionExpression: anyKeyCondition(writing, p),
    ...writing.placeholders(),
    ...(chance.percent(50) && { Limit: 1 + chance.below(6) }),
    ...(chance.percent(50) && { ScanIndexForward: chance.percent(50) }),
    ...(chance.percent(30) && { ExclusiveStartKey: start }),
    ...(chance.percent(50) && { ConsistentRead: true }),
    ...total,
  }
  return { operation: 'Query', input }
}

/** One call, of any kind that the store makes, in a form that DynamoDB may accept. */
export function anyCall(world: World): Call {
  const { chance } = world
  const address = anyAddress(world)
  const kind = chance.below(20)
  if (kind < 6) {
    const ReturnValues = chance.pick(['NONE', 'ALL_OLD'] as const)
    return { operation: 'PutItem', input: { ...anyPut(world, address), ReturnValues, ...total } }
  }
  if (kind < 11) {
    const ReturnValues = chance.pick(['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_NEW'] as const)
    return { operation: 'UpdateItem', input: { ...anyChange(world, address), ReturnValues, ...total } }
  }
  if (kind < 13) {
    const ReturnValues = chance.pick(['NONE', 'ALL_OLD'] as const)
    return { operation: 'DeleteItem', input: { ...anyKeyed(world, address), ReturnValues, ...total } }
  }
  if (kind < 14)
    return {
      operation: 'GetItem',
      input: { TableName: address.TableName, Key: keyAt(address), ConsistentRead: chance.percent(50), ...total },
    }
  if (kind < 17) return anyQuery(world)
  return (chance.percent(25) ? repeated(world) : undefined) ?? anyTransaction(world)
}
