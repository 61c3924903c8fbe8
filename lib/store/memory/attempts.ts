import { limits } from '../../domain/limits.ts'
import type { Delivery } from '../../domain/message.ts'
import { type Handed, isUntouched } from '../../domain/ordered.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { receiptOf } from '../receiptOf.ts'
import type { Leased, PollOrder } from '../store.ts'
import { toCandidate } from './choose.ts'
import type { Slot } from './lane.ts'
import type { OrderedLane } from './orderedLane.ts'

/** What the poll of this id handed out before, leased anew; undefined where that is over, or something of it has changed. */
export function repeat(queue: QueueRef, lane: OrderedLane, order: PollOrder, nowMs: number): Leased[] | undefined {
  const handout = order.attemptId === undefined ? undefined : lane.attempts.recall(order.attemptId, nowMs)
  const renewed = handout?.messages.map(handed => renew(lane, handed, order, nowMs))
  if (renewed === undefined || !renewed.every(one => one !== undefined)) return undefined
  const leased = renewed.map(({ slot, delivery }) => ({
    message: lane.update(slot, { delivery }),
    receipt: receiptOf(queue, slot.id, delivery),
  }))
  remember(lane, order, leased, handout!.untilMs, nowMs)
  return leased
}

/** How the message stands when its lease begins again; undefined where somebody has touched it, or it has expired. */
function renew(
  lane: OrderedLane,
  handed: Handed,
  { judge }: PollOrder,
  nowMs: number,
): { slot: Slot; delivery: Delivery } | undefined {
  const slot = lane.get(handed.id)
  if (slot === undefined || !isUntouched(slot.delivery, handed)) return undefined
  const candidate = toCandidate(slot)
  // It is the same hand-over, so it is judged as it was before that was counted.
  const verdict = judge({ ...candidate, attempts: candidate.attempts - 1 }, nowMs)
  if (verdict.kind !== 'lease') return undefined
  return { slot, delivery: { ...slot.delivery, visibleAtMs: verdict.untilMs } }
}

/** Nothing is remembered of a poll that found nothing: its repetition looks again. */
export function remember(
  lane: OrderedLane,
  { attemptId }: PollOrder,
  leased: readonly Leased[],
  untilMs: number,
  nowMs: number,
): void {
  if (attemptId === undefined || leased.length === 0) return
  const messages = leased.map(({ message: { id, delivery } }) => ({
    id,
    token: delivery.token,
    visibleAtMs: delivery.visibleAtMs,
  }))
  lane.attempts.remember(attemptId, { messages, untilMs }, untilMs, nowMs)
}

export const attemptUntilMs = (nowMs: number): number => nowMs + limits.attemptSeconds * 1000
