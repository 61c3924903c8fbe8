import { toCandidate } from '../../domain/judge.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import type { SweepOrder, SweepPage } from '../store.ts'
import { clear } from './clear.ts'
import { beforeAll, formatPosition, parsePosition } from './position.ts'
import type { Tables } from './tables.ts'

// One step is one operation of a group; this keeps it to about a millisecond.
const looksMax = 200

/** One step through what is visible, from the cursor on: drops and moves aside what the judge says. */
export function sweepQueue(
  tables: Tables,
  queue: QueueRef,
  { judge, aside, cursor }: SweepOrder,
  random: Random,
  nowMs: number,
): SweepPage {
  const lane = tables.lanes.find(queue)
  const cleared = { dropped: 0, movedAside: 0 }
  if (lane === undefined) return cleared
  const from = cursor === undefined ? beforeAll : parsePosition(cursor)
  const found = tables.messages.visible(lane, from, nowMs, looksMax)
  for (const slot of found) {
    const verdict = judge(toCandidate(tables.messages.envelope(slot), slot.delivery), nowMs)
    clear(tables, slot, verdict, cleared, { aside, random, nowMs })
  }
  const last = found.at(-1)
  if (last === undefined || found.length < looksMax) return cleared
  return { ...cleared, cursor: formatPosition({ visibleAtMs: last.delivery.visibleAtMs, seq: last.seq }) }
}
