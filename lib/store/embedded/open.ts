import { isOrdered, openRun } from '../../domain/ordered.ts'
import { agedMs, drawShare, restInTurn } from '../../domain/priority.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import type { Group } from './groups.ts'
import type { RankedLane } from './lanes.ts'
import type { Messages } from './messages.ts'
import { beforeAll } from './position.ts'
import type { Slot } from './slot.ts'
import type { Tables } from './tables.ts'

/** `batch`: how many messages are read at a time. */
type Look = { random: Random; nowMs: number; batch: number }

/**
 * What a poll may lease, in the order in which it should. Where it serves what has waited long it goes no further
 * once `isServed`; what it passes over there comes again in its turn. Nothing must change meanwhile.
 */
export const openIn = (tables: Tables, queue: QueueRef, look: Look, isServed: () => boolean): Iterable<Slot> =>
  isOrdered(queue) ? openMessages(tables, queue, look) : byRank(tables, queue, look, isServed)

function* byRank(
  { lanes, messages }: Tables,
  queue: QueueRef,
  { random, nowMs, batch }: Look,
  isServed: () => boolean,
): Generator<Slot> {
  const ranked = lanes.of(queue)
  const drawn = ranked.length > 1 ? drawShare(random) : undefined
  if (drawn !== undefined)
    for (const { id } of restOfLanes(ranked, drawn)) {
      // For more than that long: strictly.
      yield* visibleMessages(messages, id, nowMs - agedMs - 1, batch)
      if (isServed()) return
    }
  for (const { id } of ranked) yield* visibleMessages(messages, id, nowMs, batch)
}

const restOfLanes = (ranked: readonly RankedLane[], drawn: number): RankedLane[] =>
  restInTurn(
    ranked.map(({ rank }) => rank),
    drawn,
  ).map(rank => ranked.find(lane => lane.rank === rank)!)

/** Messages of a lane that are visible at a time, first visible first. */
function* visibleMessages(messages: Messages, lane: number, atMs: number, batch: number): Generator<Slot> {
  let position = beforeAll
  for (;;) {
    const found = messages.visible(lane, position, atMs, batch)
    yield* found
    const last = found.at(-1)
    if (last === undefined || found.length < batch) return
    position = { visibleAtMs: last.delivery.visibleAtMs, seq: last.seq }
  }
}

/** What is open of the groups of a queue, group after group. */
function* openMessages({ lanes, messages, groups }: Tables, queue: QueueRef, { nowMs, batch }: Look): Generator<Slot> {
  for (const { id: lane } of lanes.of(queue)) {
    let last: Group | undefined
    do {
      const some = groups.open(lane, nowMs, batch, last)
      for (const { id } of some) yield* openRun(groupMessages(messages, id, batch), nowMs)
      last = some.at(-1)
    } while (last !== undefined)
  }
}

function* groupMessages(messages: Messages, group: number, batch: number): Generator<Slot> {
  let found: Slot[] = []
  do {
    found = messages.ofGroup(group, found.at(-1)?.seq ?? -1, batch)
    yield* found
  } while (found.length === batch)
}
