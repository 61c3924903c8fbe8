import { type Item, keepUntilMs, ttlOf } from './block.ts'
import type { Input } from './dynamo.ts'
import { keyAttributes, laneRecordSort } from './keys.ts'

/** A block that is taken, and when the first of its messages becomes visible. */
export type Return = { s: string; atMs: number }

/**
 * What one poller left behind who walked a lane from its start, for the others: up to `upTo` every block is taken,
 * except for those in `returns`, which hold the earliest times; nothing else comes back before `beyondMs`.
 */
export type Scan = {
  /** Whose scan it is: the name under which it was claimed. */
  by?: string | undefined
  /** The server's clock when the scan began, to the second below: the one clock that all readers share. */
  startedServerMs: number
  blocks: number
  upTo: string
  returns: Return[]
  beyondMs: number
}

export type LaneRecord = { scan?: Scan | undefined; claim?: { by: string; atServerMs: number } | undefined }

/** How many returns a record holds. */
export const returnsMax = 24

const allowedMsFirst = 1_000
const blocksPerMs = 20

/** J4: how far behind an empty answer may be that rests on a scan of so many blocks. */
export const allowedMs = (blocks: number): number => allowedMsFirst + blocks / blocksPerMs

/** How old the scan is at most. Both times are cut to the second, so its true age may be one more. */
export const ageMs = ({ startedServerMs }: Scan, serverMs: number): number => serverMs - startedServerMs + 1_000

export function decodeLaneRecord(item: Item | undefined): LaneRecord {
  const record: LaneRecord = {}
  if (item?.j?.S !== undefined) record.scan = JSON.parse(item.j.S) as Scan
  if (item?.b?.S !== undefined) record.claim = { by: item.b.S, atServerMs: Number(item.c!.N) }
  return record
}

const recordKey = (p: string) => keyAttributes({ p, s: laneRecordSort })

export const readRecordRequest = (table: string, p: string): Input<'GetItem'> => ({
  TableName: table,
  Key: recordKey(p),
  ConsistentRead: true,
})

export type ClaimWish = { by: string; atServerMs: number; lapsedServerMs: number; nowMs: number }

/** Takes the scan over, unless somebody else has begun one that may still end in time. */
export const claimRequest = (
  table: string,
  p: string,
  { by, atServerMs, lapsedServerMs, nowMs }: ClaimWish,
): Input<'UpdateItem'> => ({
  TableName: table,
  Key: recordKey(p),
  UpdateExpression: 'SET b = :by, c = :at, t = :t',
  ConditionExpression: 'attribute_not_exists(b) OR c < :lapsed OR b = :by',
  ExpressionAttributeValues: {
    ':by': { S: by },
    ':at': { N: String(atServerMs) },
    ':lapsed': { N: String(lapsedServerMs) },
    ':t': ttlOf(keepUntilMs(nowMs)),
  },
})

export const leaveScanRequest = (table: string, p: string, by: string, scan: Scan): Input<'UpdateItem'> => ({
  TableName: table,
  Key: recordKey(p),
  UpdateExpression: 'SET j = :scan REMOVE b, c',
  ConditionExpression: 'b = :by',
  ExpressionAttributeValues: { ':scan': { S: JSON.stringify(scan) }, ':by': { S: by } },
})
