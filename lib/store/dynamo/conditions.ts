import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { slotName, slotNames } from './block.ts'
import { readyUntil } from './keys.ts'
import { liveBounds, tokenPrefix } from './slot.ts'

/** Parts of an expression, and the values that they name. */
export type Terms = { clauses: string[]; values: Record<string, AttributeValue> }

export const noTerms: Terms = { clauses: [], values: {} }

export const allOf = (terms: readonly Terms[]): Terms => ({
  clauses: terms.flatMap(({ clauses }) => clauses),
  values: Object.assign({}, ...terms.map(({ values }) => values)) as Terms['values'],
})

/** J1: the slot is still what was read. */
export const slotIs = (index: number, seen: string): Terms => ({
  clauses: [`${slotName(index)} = :seen${index}`],
  values: { [`:seen${index}`]: { S: seen } },
})

/** J1: the slot still carries the token, whenever its lease ends. */
export const slotHas = (index: number, token: string): Terms => ({
  clauses: [token === '' ? `${slotName(index)} = :token${index}` : `begins_with(${slotName(index)}, :token${index})`],
  values: { [`:token${index}`]: { S: tokenPrefix(token) } },
})

/** The slot carries the token and its lease is running. */
export function slotIsLive(index: number, token: string, nowMs: number): Terms {
  const { prefix, least } = liveBounds(token, nowMs)
  return {
    clauses: [`begins_with(${slotName(index)}, :token${index})`, `${slotName(index)} >= :least${index}`],
    values: { [`:token${index}`]: { S: prefix }, [`:least${index}`]: { S: least } },
  }
}

/** The block is still delayed: a message that nobody ever got is held until then. */
export const notReady = (nowMs: number): Terms => ({
  clauses: ['s > :ready'],
  values: { ':ready': { S: readyUntil(nowMs) } },
})

/** J3: no slot is left but these. */
export const noOthers = (indexes: readonly number[]): Terms => ({
  clauses: slotNames.filter((_, index) => !indexes.includes(index)).map(name => `attribute_not_exists(${name})`),
  values: {},
})

export const joined = ({ clauses }: Terms): string => clauses.join(' AND ')

/** What an update sets and removes; it has to do one of the two. */
export const updateOf = (sets: readonly string[], removes: readonly string[]): string =>
  [
    ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
  ].join(' ')

/** What a request says of its condition; nothing where there is none, for empty values are refused. */
export function conditionOf(terms: Terms): {
  ConditionExpression: string
  ExpressionAttributeValues?: Terms['values']
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD'
} {
  const condition = { ConditionExpression: joined(terms), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }
  return Object.keys(terms.values).length > 0 ? { ...condition, ExpressionAttributeValues: terms.values } : condition
}
