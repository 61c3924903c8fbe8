import { toCandidate } from '../../domain/judge.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import type { SweepOrder, SweepPage } from '../store.ts'
import { clear } from './clear.ts'
import { beforeAll, comparePositions, formatPosition, type Position, parsePosition } from './position.ts'
import type { Slot } from './slot.ts'
import type { Tables } from './tables.ts'

// One step is one operation of a group; this keeps it to about a millisecond.
export const looksMax = 200

/** One step through what is visible, from the cursor on: drops and moves aside what the judge says. */
export function sweepQueue(
  tables: Tables,
  queue: QueueRef,
  { judge, aside, cursor }: SweepOrder,
  random: Random,
  nowMs: number,
): SweepPage {
  const cleared = { dropped: 0, movedAside: 0 }
  const from = cursor === undefined ? beforeAll : parsePosition(cursor)
  const found = visibleAfter(tables, queue, from, nowMs)
  for (const slot of found) {
    const verdict = judge(toCandidate(tables.messages.envelope(slot), slot.delivery), nowMs)
    clear(tables, slot, verdict, cleared, { aside, random, nowMs })
  }
  const last = found.at(-1)
  if (last === undefined || found.length < looksMax) return cleared
  return { ...cleared, cursor: formatPosition(positionOf(last)) }
}

/** Of all lanes in one order, as far as one step looks. */
export const visibleAfter = ({ lanes, messages }: Tables, queue: QueueRef, from: Position, nowMs: number): Slot[] =>
  lanes
    .of(queue)
    .flatMap(({ id }) => messages.visible(id, from, nowMs, looksMax))
    .sort((a, b) => comparePositions(positionOf(a), positionOf(b)))
    .slice(0, looksMax)

export const positionOf = ({ delivery, seq }: Slot): Position => ({ visibleAtMs: delivery.visibleAtMs, seq })
