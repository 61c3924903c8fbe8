import type { QueueRef } from '../../domain/queue.ts'
import type { RedriveOrder, RedrivePage } from '../store.ts'
import { type Anew, moveAnew } from './moveAnew.ts'
import { beforeAll, formatPosition, parsePosition } from './position.ts'
import type { Slot } from './slot.ts'
import { looksMax, positionOf, visibleAfter } from './sweepQueue.ts'
import type { Tables } from './tables.ts'

/** `arrivals`: the queues that messages went to. */
export type RedriveStep = RedrivePage & { arrivals: Set<QueueRef> }

/** One step through what is visible, from the cursor on. */
export function redrive(tables: Tables, queue: QueueRef, order: RedriveOrder, anew: Anew): RedriveStep {
  const step: RedriveStep = { moved: 0, arrivals: new Set() }
  let seen = order.cursor === undefined ? beforeAll : parsePosition(order.cursor)
  const found = visibleAfter(tables, queue, seen, anew.nowMs)
  for (const slot of found) {
    if (order.isFull()) return { ...step, cursor: formatPosition(seen) }
    const to = put(tables, slot, order, anew)
    if (to !== undefined) {
      step.moved += 1
      step.arrivals.add(to)
    }
    seen = positionOf(slot)
  }
  return found.length < looksMax ? step : { ...step, cursor: formatPosition(seen) }
}

/** Where a message was put; undefined when it stays. */
function put(tables: Tables, slot: Slot, { mayGo, choose }: RedriveOrder, anew: Anew): QueueRef | undefined {
  if (!mayGo(slot.id)) return undefined
  const departing = choose({ ...slot, envelope: tables.messages.envelope(slot) })
  if (departing === undefined) return undefined
  return moveAnew(tables, slot, departing, anew) ? departing.to : undefined
}
