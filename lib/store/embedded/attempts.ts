import type { QueueRef } from '../../domain/queue.ts'
import { attemptUntilMs, type Handout, handoutOf, type Renewal, renewed } from '../handout.ts'
import { receiptOf } from '../receiptOf.ts'
import type { Leased } from '../store.ts'
import { asMessage } from './slot.ts'
import type { Tables } from './tables.ts'

/** What the poll of this id handed out before, leased anew; undefined where that is over, or something of it has changed. */
export function repeat(
  tables: Tables,
  queue: QueueRef,
  attemptId: string,
  renewal: Renewal,
  nowMs: number,
): Leased[] | undefined {
  const { lanes, messages, remembered } = tables
  const ranked = lanes.of(queue)
  const [lane] = ranked
  const handout = lane && remembered.recall<Handout>(lane.id, 'attempt', attemptId, nowMs)
  const find = (id: string) => {
    const found = messages.find(ranked, id)
    if (found === undefined) return undefined
    const slot = messages.fullAt(found.seq)!
    return { slot, envelope: messages.envelope(slot), delivery: slot.delivery }
  }
  const again = handout && renewed(handout, find, renewal, nowMs)
  if (again === undefined) return undefined
  const leased = again.map(({ held: { slot, envelope }, delivery }) => {
    messages.move(slot, delivery)
    return { message: asMessage(slot, envelope, delivery), receipt: receiptOf(queue, slot.id, delivery) }
  })
  remember(tables, queue, attemptId, leased, nowMs, handout!.untilMs)
  return leased
}

/** Nothing is remembered of a poll that found nothing: its repetition looks again. */
export function remember(
  { lanes, remembered }: Tables,
  queue: QueueRef,
  attemptId: string,
  leased: readonly Leased[],
  nowMs: number,
  untilMs = attemptUntilMs(nowMs),
): void {
  if (leased.length === 0) return
  remembered.remember(lanes.findOrMake(queue), 'attempt', attemptId, handoutOf(leased, untilMs), untilMs, nowMs)
}
