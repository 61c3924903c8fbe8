import type { Envelope } from '../../domain/envelope.ts'
import { encodeEnvelope } from '../../domain/envelopeCodec.ts'
import { priorityOf } from '../../domain/priority.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { PublishReply, RequestKey } from '../store.ts'
import type { Packed } from './messages.ts'
import type { Tables } from './tables.ts'

export type NewMessage = Packed & { seq: number; id: string }

export const toPacked = (envelope: Envelope): Packed => ({
  packed: encodeEnvelope(envelope),
  readyAtMs: envelope.readyAtMs,
  expiresAtMs: envelope.keptExpired === true ? undefined : envelope.expiresAtMs,
  priority: priorityOf(envelope),
})

/** Adds the messages, unless the request key says that it was done before. */
export function publish(
  { lanes, messages, requests }: Tables,
  queue: QueueRef,
  added: readonly NewMessage[],
  request: RequestKey | undefined,
  nowMs: number,
): PublishReply {
  const lane = lanes.findOrMake(queue)
  const earlier = request && requests.recall(lane, request, nowMs)
  if (earlier !== undefined) return earlier
  for (const message of added) messages.add(lanes.findOrMake(queue, message.priority), message.seq, message.id, message)
  const results = added.map(({ id }) => ({ kind: 'stored', id }) as const)
  if (request) requests.remember(lane, request, results)
  return { kind: 'published', results }
}
