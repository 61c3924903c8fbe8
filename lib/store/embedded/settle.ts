import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import { givenUp, moved } from '../moved.ts'
import { asStrict, settleVerdict } from '../settleVerdict.ts'
import type { Settlement, SettleOutcome } from '../store.ts'
import type { RankedLane } from './lanes.ts'
import { moveAside } from './moveAside.ts'
import type { Tables } from './tables.ts'

/** `visibleAtMs`: when the message may be received again. `nowhere`: the queue that it was to go to is gone. */
export type Settled = { outcome: SettleOutcome; visibleAtMs?: number; nowhere?: true }

export function settleAll(
  tables: Tables,
  queue: QueueRef,
  settlements: readonly Settlement[],
  random: Random,
  nowMs: number,
): Settled[] {
  const lanes = tables.lanes.of(queue)
  return settlements.map(settlement => {
    const { queueUid, generation } = settlement.receipt
    if (queueUid !== queue.uid || generation !== queue.generation) return { outcome: { kind: 'foreign' } }
    return settle(tables, lanes, asStrict(queue, settlement), random, nowMs)
  })
}

function settle(
  tables: Tables,
  lanes: readonly RankedLane[],
  settlement: Settlement,
  random: Random,
  nowMs: number,
): Settled {
  const { messages } = tables
  const slot = messages.find(lanes, settlement.receipt.id)
  if (slot === undefined) return { outcome: { kind: 'gone' } }
  const verdict = settleVerdict(slot.delivery, settlement, nowMs)
  if (verdict !== 'applies') return { outcome: { kind: verdict } }
  if (settlement.kind === 'ack') {
    messages.remove(slot)
    return { outcome: { kind: 'done' } }
  }
  if (settlement.kind === 'moveAside') {
    const { aside, text, by: reason = 'nacked' } = settlement
    const full = messages.fullAt(slot.seq)!
    const leaving = { ...full, delivery: givenUp(full.delivery, settlement) }
    const isMoved = moveAside(tables, leaving, aside, { reason, text }, random, nowMs)
    return isMoved ? { outcome: { kind: 'done' } } : { outcome: { kind: 'lapsed' }, nowhere: true }
  }
  const delivery = moved(slot.delivery, settlement, nowMs)
  messages.move(slot, delivery)
  const { visibleAtMs } = delivery
  return { outcome: { kind: 'done', ...(settlement.kind === 'extend' && { untilMs: visibleAtMs }) }, visibleAtMs }
}
