import type { Envelope } from '../../domain/envelope.ts'
import type { Delivery, Message } from '../../domain/message.ts'

/** A message; `packed` is its envelope where that was read with it, and `large` says that it lies apart. */
export type Slot = {
  seq: number
  lane: number
  id: string
  delivery: Delivery
  large: boolean
  /** Only in ordered queues, where `seq` is also the message's number. */
  group?: number | undefined
  packed?: Uint8Array | undefined
}

export const slotColumns = `seq, lane, id, visible_at_ms, leased, attempts, token, first_leased_at_ms, leased_at_ms,
  nack_reason, envelope IS NULL, group_id`
export type SlotRow = [
  seq: number,
  lane: number,
  id: string,
  visibleAtMs: number,
  leased: number,
  attempts: number,
  token: string,
  firstLeasedAtMs: number | null,
  leasedAtMs: number | null,
  nackReason: string | null,
  large: number,
  group: number | null,
]
export type FullRow = [...SlotRow, packed: Uint8Array | null]

export function toSlot(row: SlotRow | FullRow): Slot {
  const [seq, lane, id, visibleAtMs, leased, attempts, token, firstLeasedAtMs, leasedAtMs, nackReason, ...rest] = row
  const [large, group, packed] = rest
  const delivery: Delivery = {
    visibleAtMs,
    attempts,
    token,
    leased: leased === 1,
    firstLeasedAtMs: firstLeasedAtMs ?? undefined,
    leasedAtMs: leasedAtMs ?? undefined,
    nackReason: nackReason ?? undefined,
  }
  return { seq, lane, id, delivery, large: large === 1, group: group ?? undefined, packed: packed ?? undefined }
}

export const asMessage = ({ id, seq, group }: Slot, envelope: Envelope, delivery: Delivery): Message =>
  group === undefined ? { id, envelope, delivery } : { id, envelope, delivery, sequence: seq }
