import type { QueueRef } from '../../domain/queue.ts'
import { moved } from '../moved.ts'
import { asStrict, settleVerdict } from '../settleVerdict.ts'
import type { Settlement, SettleOutcome } from '../store.ts'
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
  const lane = lanes.find(queue)
  return settlements.map(settlement => {
    const { queueUid, generation } = settlement.receipt
    if (queueUid !== queue.uid || generation !== queue.generation) return { outcome: { kind: 'foreign' } }
    return lane === undefined
      ? { outcome: { kind: 'gone' } }
      : settle(messages, lane, asStrict(queue, settlement), nowMs)
  })
}

function settle(messages: Messages, lane: number, settlement: Settlement, nowMs: number): Settled {
  const slot = messages.find(lane, settlement.receipt.id)
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
