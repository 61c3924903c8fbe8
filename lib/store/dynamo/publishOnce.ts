import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { PublishReply, RequestKey } from '../store.ts'
import type { Block, Item } from './block.ts'
import type { Input } from './dynamo.ts'
import { type LaneName, scopeOf } from './keys.ts'
import { parsePlace } from './place.ts'
import { blockOf, placeBody, putBlockRequest, someLane } from './putBlock.ts'
import { putRequestRecord, recordedIds } from './requestRecord.ts'
import { idsOf, inOrder, type Share } from './share.ts'
import type { Tools } from './tools.ts'

// Throttled on so many lanes in a row, a publish gives up; and another call with the same key may have been stored and
// have ended between two tries.
const triesMax = 6
const longAgoMs = Number.NEGATIVE_INFINITY

/**
 * A publish with a request key: the record of the request and all its blocks in one transaction, so that whoever finds
 * the record knows that the messages were stored, and need not know what has become of them since.
 */
export async function publishOnce(
  tools: Tools,
  queue: QueueRef,
  shares: readonly Share[],
  request: RequestKey,
): Promise<PublishReply> {
  const scope = scopeOf(queue)
  const placed = await Promise.all(shares.map(share => placeBody(tools, scope, share)))
  let throttled: LaneName[] = []
  for (let tries = 0; tries < triesMax; tries++) {
    const chosenAtMs = tools.wall.nowMs()
    const lanes = await lanesFor(tools, scope, shares, throttled)
    const blocks = placed.map((one, at) => blockOf(scope, lanes[at]!, one))
    const ids = inOrder(
      shares,
      shares.map((share, at) => idsOf(lanes[at]!, share)),
    )
    const once = onceRequest(tools, scope, blocks, ids, request)
    const reply = await tools.send.call('TransactWriteItems', once, { stopWhenThrottled: true })
    for (const [at, { key }] of blocks.entries())
      if (tools.scouts.wrote(key.p, tools.wall.nowMs())) await tools.book.grow(scope, lanes[at]!.level)
    if (reply.kind === 'done') {
      for (const lane of lanes) await tools.book.vouch(scope, lane, chosenAtMs)
      return published(ids)
    }
    const earlier = reply.kind === 'refused' ? reply.items[0] : undefined
    if (earlier !== undefined) return recalled(tools, scope, earlier, request)
    if (reply.kind === 'refused') continue
    throttled = lanes
    const levels = [...new Set(lanes.map(({ level }) => level))]
    await Promise.all([...levels.map(level => tools.book.grow(scope, level)), tools.send.pause(tries + 1)])
  }
  throw new Problem('StoreBusy')
}

/** A lane for each share; those of one level go together. */
async function lanesFor(
  tools: Tools,
  scope: string,
  shares: readonly Share[],
  throttled: readonly LaneName[],
): Promise<LaneName[]> {
  const lanes = new Map<number, LaneName>()
  for (const [at, { level }] of shares.entries())
    if (!lanes.has(level)) lanes.set(level, await someLane(tools, scope, level, throttled[at]))
  return shares.map(({ level }) => lanes.get(level)!)
}

const published = (ids: readonly string[]): PublishReply => ({
  kind: 'published',
  results: ids.map(id => ({ kind: 'stored', id })),
})

/** Whoever stored it may have died before it saw to its lanes. */
async function recalled({ book }: Tools, scope: string, item: Item, request: RequestKey): Promise<PublishReply> {
  const ids = recordedIds(item, request)
  if (ids === undefined) return { kind: 'requestKeyReused' }
  const lanes = new Map(ids.map(id => parsePlace(id)!).map(({ level, lane }) => [`${level}.${lane}`, { level, lane }]))
  for (const lane of lanes.values()) await book.vouch(scope, lane, longAgoMs)
  return published(ids)
}

const onceRequest = (
  tools: Tools,
  scope: string,
  blocks: readonly Block[],
  ids: readonly string[],
  request: RequestKey,
): Input<'TransactWriteItems'> => ({
  TransactItems: [
    putRequestRecord(tools, scope, ids, request),
    ...blocks.map(block => ({ Put: putBlockRequest(tools.tables.messages, block) })),
  ],
})
