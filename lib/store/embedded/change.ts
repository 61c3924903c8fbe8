import { newToken } from '../../domain/id.ts'
import { stateOf } from '../../domain/message.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import type { Change, ChangeOutcome } from '../store.ts'
import type { Messages, Packed } from './messages.ts'
import type { Slot } from './slot.ts'
import type { Tables } from './tables.ts'

/** A change with its envelope packed, so that packing is not part of the transaction. */
export type PackedChange =
  | Exclude<Change, { kind: 'replace' }>
  | { kind: 'replace'; seenToken: string; packed: Packed; visibleAtMs?: number | undefined }

/** Cancels or replaces a message, unless somebody holds it. */
export function change(
  { lanes, messages }: Tables,
  queue: QueueRef,
  id: string,
  wish: PackedChange,
  random: Random,
  nowMs: number,
): ChangeOutcome {
  const slot = messages.find(lanes.of(queue), id)
  if (slot === undefined) return 'gone'
  if (stateOf(slot.delivery, nowMs) === 'inFlight') return 'leased'
  if (wish.kind === 'cancel') messages.remove(slot)
  else if (slot.delivery.token !== wish.seenToken) return 'changed'
  else {
    const lane = lanes.findOrMake(queue, wish.packed.rank)
    if (lane !== slot.lane) messages.transfer(slot, lane)
    replace(messages, slot, wish.packed, wish.visibleAtMs ?? slot.delivery.visibleAtMs, newToken(random))
  }
  return 'done'
}

function replace(messages: Messages, slot: Slot, packed: Packed, visibleAtMs: number, token: string): void {
  messages.replaceEnvelope(slot, packed)
  messages.move(slot, { ...slot.delivery, token, leased: false, visibleAtMs })
}
