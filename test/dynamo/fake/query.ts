import type { Input } from '../../../lib/store/dynamo/dynamo.ts'
import { invalid } from './dynamoError.ts'
import { bind, keyConditionOf } from './expressions.ts'
import { isInRange, type KeyRange, keyRangeOf } from './keyCondition.ts'
import { keyOf, toKeyItem } from './keys.ts'
import { pageBytesMax } from './sizes.ts'
import type { Rows, Stored } from './table.ts'
import { takeItem } from './values.ts'

export type Search = { p: string; range: KeyRange; isReverse: boolean; limit: number; after: string | undefined }
export type Page = { found: Stored[]; bytes: number; last: string | undefined }

/** Reads and checks a query before any table is touched. */
export function searchOf(input: Input<'Query'>): Search {
  const { KeyConditionExpression: text, ScanIndexForward: forward, Limit: limit } = input
  if (text === undefined)
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.')
  if (limit !== undefined && limit < 1) throw invalid('Limit must be greater than or equal to 1')
  const parsed = keyConditionOf(text)
  const { p, range } = keyRangeOf(parsed.tree, bind(input, [parsed]))
  return { p, range, isReverse: forward === false, limit: limit ?? Infinity, after: startOf(input, p, range) }
}

function startOf({ ExclusiveStartKey: start }: Input<'Query'>, p: string, range: KeyRange): string | undefined {
  if (start === undefined) return undefined
  const key = keyOf(takeItem(start))
  if (key.p !== p) throw invalid('The provided starting key is outside query boundaries based on provided conditions')
  if (!isInRange(range, key.s)) throw invalid('The provided starting key does not match the range key predicate')
  return key.s
}

/** One page: up to the limit, or up to the item that fills a megabyte where another one follows. */
export function readPage(rows: Rows, search: Search): Page {
  const page: Page = { found: [], bytes: 0, last: undefined }
  let reached: string | undefined
  for (const [s, stored] of entries(rows, search)) {
    if (s === search.after) continue
    const isIn = isInRange(search.range, s)
    if (!isIn && isPast(search, s)) break
    if (isIn && page.bytes >= pageBytesMax) return { ...page, last: reached }
    if (!isIn) continue
    page.found.push(stored)
    page.bytes += stored.bytes
    reached = s
    if (page.found.length === search.limit) return { ...page, last: s }
  }
  return page
}

function entries(rows: Rows, { range, isReverse, after }: Search): Iterable<[string, Stored]> {
  return isReverse ? rows.entriesReversed(after ?? range.to) : rows.entries(after ?? range.from)
}

// The first key may be one that the range leaves out; any later one outside is behind its end.
const isPast = ({ range, isReverse }: Search, s: string): boolean => s !== (isReverse ? range.to : range.from)

export const lastKeyOf = ({ p }: Search, { last }: Page) => (last === undefined ? undefined : toKeyItem({ p, s: last }))
