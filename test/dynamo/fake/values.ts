import { isUint8Array } from 'node:util/types'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { invalid, unknownToTheFake } from './dynamoError.ts'
import { compareNumbers, normalNumber } from './numbers.ts'

export type Value = AttributeValue
export type Item = Record<string, Value>
export type Type = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'M' | 'L'

const types: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L'])

export function typeOf(value: Value): Type {
  for (const type in value) return type as Type
  throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes')
}

const mapItem = (item: Item, change: (value: Value) => Value): Item => {
  const changed: Item = {}
  for (const name in item) changed[name] = change(item[name]!)
  return changed
}

/** A copy that shares nothing with its original. */
export function copyValue(value: Value): Value {
  if (value.S !== undefined) return { S: value.S }
  if (value.N !== undefined) return { N: value.N }
  if (value.B !== undefined) return { B: new Uint8Array(value.B) }
  if (value.M !== undefined) return { M: mapItem(value.M, copyValue) }
  if (value.L !== undefined) return { L: value.L.map(copyValue) }
  return { ...value } as Value
}

export const copyItem = (item: Item): Item => mapItem(item, copyValue)

function fits(type: string, content: unknown): boolean {
  if (type === 'S' || type === 'N') return typeof content === 'string'
  if (type === 'B') return isUint8Array(content)
  if (type === 'M') return typeof content === 'object'
  return type === 'L' ? Array.isArray(content) : typeof content === 'boolean'
}

function check(value: Value): void {
  const type = typeOf(value)
  if (!types.has(type)) throw unknownToTheFake(`values of type ${type}`)
  let count = 0
  for (const _ in value) count += 1
  if (count !== 1)
    throw invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one of them')
  if (!fits(type, value[type as Type])) throw unknownToTheFake(`${type}: that is no ${type}`)
}

/** A copy of what a caller gave, checked, its numbers in their normal form. */
export function takeValue(value: Value): Value {
  check(value)
  if (value.N !== undefined) return { N: normalNumber(value.N) }
  if (value.M !== undefined) return { M: mapItem(value.M, takeValue) }
  if (value.L !== undefined) return { L: value.L.map(takeValue) }
  if (value.NULL === false)
    throw invalid('One or more parameter values were invalid: Null attribute value types must have the value of true')
  return copyValue(value)
}

export const takeItem = (item: Item): Item => mapItem(item, takeValue)

// UTF-16 puts the surrogates before U+E000…U+FFFF, UTF-8 puts what they stand for behind.
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

/** The order of the texts' UTF-8 bytes. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** The order of two values, or undefined where DynamoDB knows none. */
export function compareValues(a: Value, b: Value): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return compareTexts(a.S, b.S)
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N)
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B)
  return undefined
}

export function equalValues(a: Value, b: Value): boolean {
  const type = typeOf(a)
  if (type !== typeOf(b)) return false
  if (type === 'S' || type === 'N' || type === 'B') return compareValues(a, b) === 0
  if (a.M !== undefined) return equalItems(a.M, b.M!)
  if (a.L !== undefined) return a.L.length === b.L!.length && a.L.every((value, at) => equalValues(value, b.L![at]!))
  return a.BOOL === b.BOOL
}

export function equalItems(a: Item, b: Item): boolean {
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every(name => b[name] !== undefined && equalValues(a[name]!, b[name]))
}
