import type { QueueRef } from '../../domain/queue.ts'
import { attemptUntilMs, handoutOf, type Renewal, renewed } from '../handout.ts'
import { receiptOf } from '../receiptOf.ts'
import type { Leased } from '../store.ts'
import type { OrderedLane } from './orderedLane.ts'

/** What the poll of this id handed out before, leased anew; undefined where that is over, or something of it has changed. */
export function repeat(
  queue: QueueRef,
  lane: OrderedLane,
  attemptId: string,
  renewal: Renewal,
  nowMs: number,
): Leased[] | undefined {
  const handout = lane.attempts.recall(attemptId, nowMs)
  const again = handout && renewed(handout, id => lane.get(id), renewal, nowMs)
  if (again === undefined) return undefined
  const leased = again.map(({ held, delivery }) => ({
    message: lane.update(held, { delivery }),
    receipt: receiptOf(queue, held.id, delivery),
  }))
  remember(lane, attemptId, leased, nowMs, handout!.untilMs)
  return leased
}

/** Nothing is remembered of a poll that found nothing: its repetition looks again. */
export function remember(
  lane: OrderedLane,
  attemptId: string,
  leased: readonly Leased[],
  nowMs: number,
  untilMs = attemptUntilMs(nowMs),
): void {
  if (leased.length > 0) lane.attempts.remember(attemptId, handoutOf(leased, untilMs), untilMs, nowMs)
}
