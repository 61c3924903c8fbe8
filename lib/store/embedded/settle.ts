import type { QueueRef } from '../../domain/queue.ts'
import { moved } from '../moved.ts'
import { settleVerdict } from '../settleVerdict.ts'
import type { Settlement, SettleOutcome } from '../store.ts'
import type { RankedLane } from './lanes.ts'
import type { Messages } from './messages.ts'
import type { Tables } from './tables.ts'

/** `visibleAtMs`: when the message may be received again. */
export type Settled = { outcome: SettleOutcome; visibleAtMs?: number }

export function settleAll(
  { lanes, messages }: Tables,
  queue: QueueRef,
  settlements: readonly Settlement[],
  nowMs: number,
): Settled[] {
  const ranked = lanes.of(queue)
  return settlements.map(settlement => {
    const { queueUid, generation } = settlement.receipt
    if (queueUid !== queue.uid || generation !== queue.generation) return { outcome: { kind: 'foreign' } }
    return settle(messages, ranked, settlement, nowMs)
  })
}

function settle(messages: Messages, ranked: readonly RankedLane[], settlement: Settlement, nowMs: number): Settled {
  const slot = messages.find(ranked, settlement.receipt.id)
  if (slot === undefined) return { outcome: { kind: 'gone' } }
  const verdict = settleVerdict(slot.delivery, settlement, nowMs)
  if (verdict !== 'applies') return { outcome: { kind: verdict } }
  if (settlement.kind === 'ack') {
    messages.remove(slot)
    return { outcome: { kind: 'done' } }
  }
  const delivery = moved(slot.delivery, settlement, nowMs)
  messages.move(slot, delivery)
  const { visibleAtMs } = delivery
  return { outcome: { kind: 'done', ...(settlement.kind === 'extend' && { untilMs: visibleAtMs }) }, visibleAtMs }
}
