import type { Item } from '../fake/values.ts'
import type { Call } from './calls.ts'
import type { Chance } from './chance.ts'

const TableName = 'messages'
const itemsCount = 16
// Some 11 of them fill a megabyte.
const bytesMin = 60_000
const bytesMax = 130_000

/** Puts of a partition that is larger than a page. */
export function bigPuts(chance: Chance, p: string): Call[] {
  return Array.from({ length: itemsCount }, (_, at) => {
    const fill = new Uint8Array(bytesMin + chance.below(bytesMax - bytesMin))
    const item: Item = { p: { S: p }, s: { S: String.fromCharCode(97 + at) }, fill: { B: fill } }
    return { operation: 'PutItem', input: { TableName, Item: item, ReturnConsumedCapacity: 'TOTAL' } }
  })
}

/** A query of all of it, from the start or from where the page before it ended. */
export const bigQuery = (p: string, isForward: boolean, limit: number | undefined, start: Item | undefined): Call => ({
  operation: 'Query',
  input: {
    TableName,
    KeyConditionExpression: 'p = :p',
    ExpressionAttributeValues: { ':p': { S: p } },
    ScanIndexForward: isForward,
    ConsistentRead: isForward,
    ReturnConsumedCapacity: 'TOTAL',
    ...(limit !== undefined && { Limit: limit }),
    ...(start !== undefined && { ExclusiveStartKey: start }),
  },
})

/** Puts of items that fill a page to the byte: `excessBytes` more than a megabyte, in `count` items. */
export function fullPagePuts(p: string, excessBytes: number): Call[] {
  const count = 4
  const share = (1024 * 1024) / count
  return Array.from({ length: count + 1 }, (_, at) => {
    // p, s and fill with their names are 6 bytes and the two keys; the last of the four carries the excess.
    const bytes = share - 'psfill'.length - p.length - 1 + (at === count - 1 ? excessBytes : 0)
    const item: Item = { p: { S: p }, s: { S: String(at) }, fill: { B: new Uint8Array(bytes) } }
    return { operation: 'PutItem', input: { TableName, Item: item, ReturnConsumedCapacity: 'TOTAL' } }
  })
}
