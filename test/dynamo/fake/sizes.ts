import { numberBytes } from './numbers.ts'
import type { Item, Value } from './values.ts'

export const itemBytesMax = 400 * 1024
export const pageBytesMax = 1024 * 1024
export const transactionBytesMax = 4 * 1024 * 1024

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

function valueBytes(value: Value): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S)
  if (value.N !== undefined) return numberBytes(value.N)
  if (value.B !== undefined) return value.B.byteLength
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M)
  if (value.L !== undefined) return 3 + value.L.length + sum(value.L.map(valueBytes))
  return 1
}

/** Names and values, as DynamoDB counts them against its limit and its prices. */
export function itemBytes(item: Item): number {
  let bytes = 0
  for (const name in item) bytes += Buffer.byteLength(name) + valueBytes(item[name]!)
  return bytes
}

/** One unit a KB begun, at least one. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024))

/** One unit per 4 KB begun, at least one; half of it for a read that may be stale. */
export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * (isConsistent ? 1 : 0.5)
