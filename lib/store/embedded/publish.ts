import type { Envelope } from '../../domain/envelope.ts'
import { encodeEnvelope } from '../../domain/envelopeCodec.ts'
import { deduplicationKey, isOrdered } from '../../domain/ordered.ts'
import { rankOf } from '../../domain/priority.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import type { Deduplication, PublishReply, PublishResult, RequestKey } from '../store.ts'
import { mintId } from './ids.ts'
import type { Packed } from './messages.ts'
import type { Tables } from './tables.ts'

/** `groupId` and `key`, by which it may be a duplicate: in ordered queues. */
export type NewMessage = Packed & { seq: number; id: string; groupId?: string | undefined; key?: string | undefined }

export const toPacked = (envelope: Envelope): Packed => ({
  packed: encodeEnvelope(envelope),
  readyAtMs: envelope.readyAtMs,
  expiresAtMs: envelope.expiresAtMs,
  rank: rankOf(envelope),
})

export const toNew = (envelope: Envelope, seq: number, random: Random, deduplication?: Deduplication): NewMessage => ({
  ...toPacked(envelope),
  seq,
  id: mintId(seq, random),
  groupId: envelope.groupId,
  key: deduplication && deduplicationKey(envelope, deduplication.scope),
})

/** Adds the messages, unless the request key says that it was done before. */
export function publish(
  tables: Tables,
  queue: QueueRef,
  added: readonly NewMessage[],
  request: RequestKey | undefined,
  deduplication: Deduplication | undefined,
  nowMs: number,
): PublishReply {
  const { lanes, messages, requests } = tables
  const lane = lanes.findOrMake(queue)
  const earlier = request && requests.recall(lane, request, nowMs)
  if (earlier !== undefined) return earlier
  if (isOrdered(queue)) return published(addInOrder(tables, lane, added, deduplication, nowMs))
  for (const message of added) messages.add(lanes.findOrMake(queue, message.rank), message.seq, message.id, message)
  return published(added.map(({ id }) => ({ kind: 'stored', id })))

  function published(results: PublishResult[]): PublishReply {
    if (request) requests.remember(lane, request, results)
    return { kind: 'published', results }
  }
}

function addInOrder(
  tables: Tables,
  lane: number,
  added: readonly NewMessage[],
  deduplication: Deduplication | undefined,
  nowMs: number,
): PublishResult[] {
  tables.groups.keepLastSeq(added.at(-1)!.seq)
  return added.map(message => {
    const { key } = message
    const original = key === undefined ? undefined : tables.remembered.recall<Stored>(lane, 'original', key, nowMs)
    if (original !== undefined) return original
    const stored = addToGroup(tables, lane, message)
    if (key !== undefined)
      tables.remembered.remember(lane, 'original', key, stored, nowMs + deduplication!.windowMs, nowMs)
    return stored
  })
}

type Stored = { kind: 'stored'; id: string; sequence: number }

function addToGroup({ groups, messages }: Tables, lane: number, message: NewMessage): Stored {
  const { seq, id, groupId, readyAtMs } = message
  messages.add(lane, seq, id, message, groups.join(lane, groupId!, seq, readyAtMs))
  return { kind: 'stored', id, sequence: seq }
}
