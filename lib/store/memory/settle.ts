import { moved } from '../moved.ts'
import { settleVerdict } from '../settleVerdict.ts'
import type { Settlement, SettleOutcome } from '../store.ts'
import type { Lane, Slot } from './lane.ts'

export type GiveUp = Extract<Settlement, { kind: 'moveAside' }>

/** Ends or moves one lease. */
export function settle(lane: Lane, settlement: Settlement, nowMs: number): SettleOutcome {
  const slot = lane.get(settlement.receipt.id)
  if (slot === undefined) return { kind: 'gone' }
  const verdict = settleVerdict(slot.delivery, settlement, nowMs)
  if (verdict !== 'applies') return { kind: verdict }
  return apply(lane, slot, settlement, nowMs)
}

function apply(lane: Lane, slot: Slot, settlement: Settlement, nowMs: number): SettleOutcome {
  // Another queue is the store's business.
  if (settlement.kind === 'moveAside') return { kind: 'done' }
  if (settlement.kind === 'ack') {
    lane.remove(slot)
    return { kind: 'done' }
  }
  const { delivery } = lane.update(slot, { delivery: moved(slot.delivery, settlement, nowMs) })
  return settlement.kind === 'extend' ? { kind: 'done', untilMs: delivery.visibleAtMs } : { kind: 'done' }
}
