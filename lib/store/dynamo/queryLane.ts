import { type Block, decodeBlock, type Item } from './block.ts'
import type { Input } from './dynamo.ts'
import { areReadable } from './heads.ts'
import { readyUntil } from './keys.ts'
import type { Send } from './send.ts'

/** Sort keys from `from` (included) to what is ready at `toMs`. */
export type LaneRange = { p: string; from: string; toMs: number }

export type PageWish = { limit?: number | undefined; isConsistent: boolean }

export type LanePage = {
  blocks: Block[]
  /** Where the next page begins; undefined at the end of the range. */
  next: string | undefined
  /** The server's clock, to the second. */
  serverMs: number | undefined
}

/** The sort key right behind a block's. */
export const behind = (s: string): string => `${s}!`

export const queryLaneRequest = (
  table: string,
  { p, from, toMs }: LaneRange,
  { limit, isConsistent }: PageWish,
): Input<'Query'> => ({
  TableName: table,
  KeyConditionExpression: 'p = :p AND s BETWEEN :from AND :to',
  ExpressionAttributeValues: { ':p': { S: p }, ':from': { S: from }, ':to': { S: readyUntil(toMs) } },
  ConsistentRead: isConsistent,
  ...(limit !== undefined && { Limit: limit }),
})

const isReadable = ({ h }: Item): boolean => areReadable(h!.S!)

/**
 * A page of a lane, in order, without what only a newer release can read. Without a limit it ends at DynamoDB's own
 * megabyte.
 */
export async function queryLane(send: Send, table: string, range: LaneRange, wish: PageWish): Promise<LanePage> {
  if (range.from > readyUntil(range.toMs)) return { blocks: [], next: undefined, serverMs: undefined }
  const { Items, LastEvaluatedKey, serverMs } = await send.read('Query', queryLaneRequest(table, range, wish))
  const last = LastEvaluatedKey?.s?.S
  return { blocks: (Items ?? []).filter(isReadable).map(decodeBlock), next: last && behind(last), serverMs }
}
