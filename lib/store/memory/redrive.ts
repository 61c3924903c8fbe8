import type { Departing, RedriveOrder, RedrivePage } from '../store.ts'
import type { Lane, Slot } from './lane.ts'
import { beforeAll, parsePosition, position } from './position.ts'
import { upTo } from './visible.ts'

/** Goes through what is visible from the cursor on; `move` puts one message elsewhere, or says that it cannot. */
export function redrive(
  lane: Lane,
  { mayGo, choose, isFull, cursor = beforeAll }: RedriveOrder,
  nowMs: number,
  move: (slot: Slot, departing: Departing) => boolean,
): RedrivePage {
  let moved = 0
  let seen = cursor
  for (const slot of [...upTo(lane.walk(...parsePosition(cursor)), nowMs)]) {
    if (isFull()) return { moved, cursor: seen }
    const departing = mayGo(slot.id) ? choose(slot) : undefined
    if (departing !== undefined && move(slot, departing)) moved += 1
    seen = position(slot)
  }
  return { moved }
}
