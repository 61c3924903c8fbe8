import { openRun } from '../../domain/ordered.ts'
import type { Group } from './groups.ts'
import { beforeAll, type Messages } from './messages.ts'
import type { Slot } from './slot.ts'
import type { Tables } from './tables.ts'

/** Visible messages of a lane, first visible first, read so many at a time. The lane must not change meanwhile. */
export function* visibleMessages({ messages }: Tables, lane: number, nowMs: number, batch: number): Generator<Slot> {
  let position = beforeAll
  for (;;) {
    const found = messages.visible(lane, position, nowMs, batch)
    yield* found
    const last = found.at(-1)
    if (last === undefined || found.length < batch) return
    position = { visibleAtMs: last.delivery.visibleAtMs, seq: last.seq }
  }
}

/** What is open of the groups of a lane, group after group. The lane must not change meanwhile. */
export function* openMessages(
  { messages, groups }: Tables,
  lane: number,
  nowMs: number,
  batch: number,
): Generator<Slot> {
  let last: Group | undefined
  do {
    const some = groups.open(lane, nowMs, batch, last)
    for (const { id } of some) yield* openRun(groupMessages(messages, id, batch), nowMs)
    last = some.at(-1)
  } while (last !== undefined)
}

function* groupMessages(messages: Messages, group: number, batch: number): Generator<Slot> {
  let found: Slot[] = []
  do {
    found = messages.ofGroup(group, found.at(-1)?.seq ?? -1, batch)
    yield* found
  } while (found.length === batch)
}
