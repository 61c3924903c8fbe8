import { holds } from './condition.ts'
import { invalid } from './dynamoError.ts'
import { type Bindings, bind, conditionOf, updateOf } from './expressions.ts'
import { type Key, keyOf, keyOfItem, toKeyItem } from './keys.ts'
import { checkTypes } from './operandChecks.ts'
import { itemBytes, itemBytesMax } from './sizes.ts'
import type { Change, Condition, Parsed } from './syntax.ts'
import { type Stored, toStored } from './table.ts'
import { applyChanges, checkChanges } from './update.ts'
import { type Item, takeItem } from './values.ts'

/** A write that is checked as far as it can be without the item: what it asks of it, and what it makes of it. */
export type Plan = {
  readonly tableName: string
  readonly key: Key
  readonly holds: (before: Stored | undefined) => boolean
  /** Throws what DynamoDB refuses once it sees the item. */
  readonly after: (before: Stored | undefined) => Stored | undefined
  readonly returnsOldOnFailure: boolean
  /** The size of what is sent: the item of a put, else the key and the values. The texts are not counted. */
  readonly payloadBytes: () => number
  /** The attributes an update names. */
  readonly changed: readonly string[]
}

type Shared = {
  TableName?: string | undefined
  ConditionExpression?: string | undefined
  ExpressionAttributeNames?: Record<string, string> | undefined
  ExpressionAttributeValues?: Item | undefined
  ReturnValuesOnConditionCheckFailure?: string | undefined
  Item?: Item | undefined
  Key?: Item | undefined
}

function plan(input: Shared, key: Key, bindings: Bindings, after: Plan['after'], changed: string[] = []): Plan {
  const condition = conditionIn(input)?.tree
  if (condition !== undefined) checkTypes(condition, bindings)
  return {
    tableName: input.TableName ?? '',
    key,
    holds: before => condition === undefined || holds(condition, before?.item, bindings),
    after,
    payloadBytes: () => itemBytes({ ...(input.Item ?? input.Key), ...input.ExpressionAttributeValues }),
    returnsOldOnFailure: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    changed,
  }
}

const conditionIn = ({ ConditionExpression: text }: Shared): Parsed<Condition> | undefined =>
  text === undefined ? undefined : conditionOf(text)

const present = <T>(things: readonly (T | undefined)[]): T[] => things.filter(thing => thing !== undefined)

export function planPut(input: Shared): Plan {
  const bindings = bind(input, present([conditionIn(input)]))
  const stored = toStored(takeItem(input.Item ?? {}))
  const key = keyOfItem(stored.item)
  if (stored.bytes > itemBytesMax) throw invalid('Item size has exceeded the maximum allowed size')
  return plan(input, key, bindings, () => stored)
}

export function planDelete(input: Shared): Plan {
  const bindings = bind(input, present([conditionIn(input)]))
  return plan(input, keyOf(input.Key), bindings, () => undefined)
}

export function planCheck(input: Shared): Plan {
  const bindings = bind(input, present([conditionIn(input)]))
  return plan(input, keyOf(input.Key), bindings, before => before)
}

export function planUpdate(input: Shared & { UpdateExpression?: string | undefined }): Plan {
  const parsed = input.UpdateExpression === undefined ? undefined : updateOf(input.UpdateExpression)
  const bindings = bind(input, present<Parsed<unknown>>([parsed, conditionIn(input)]))
  const key = keyOf(input.Key)
  const changes = parsed?.tree ?? []
  checkChanges(changes, bindings)
  const after: Plan['after'] = before => updated(before?.item ?? toKeyItem(key), changes, bindings)
  return plan(
    input,
    key,
    bindings,
    after,
    changes.map(({ name }) => bindings.name(name)),
  )
}

function updated(before: Item, changes: readonly Change[], bindings: Bindings): Stored {
  const stored = toStored(applyChanges(changes, before, bindings))
  if (stored.bytes > itemBytesMax) throw invalid('Item size to update has exceeded the maximum allowed size')
  return stored
}
