import { agedMs, drawShare, restInTurn } from '../../domain/priority.ts'
import type { Random } from '../../domain/random.ts'
import type { Lane, Slot } from './lane.ts'

/**
 * What a poll may lease, in the order in which it does. Where it serves what has waited long it goes no further once `isServed`;
 * what it passes over there comes again in its turn. The lane must not change meanwhile.
 */
export function* visibleIn(lane: Lane, random: Random, nowMs: number, isServed: () => boolean): Generator<Slot> {
  const { ranks } = lane
  const drawn = ranks.length > 1 ? drawShare(random) : undefined
  if (drawn !== undefined)
    for (const rank of restInTurn(ranks, drawn)) {
      // For more than that long: strictly.
      yield* upTo(lane.of(rank), nowMs - agedMs - 1)
      if (isServed()) return
    }
  for (const rank of ranks) yield* upTo(lane.of(rank), nowMs)
}

/** Those that are visible at a time, of slots in the order in which they become so. */
export function* upTo(slots: Iterable<Slot>, atMs: number): Generator<Slot> {
  for (const slot of slots) {
    if (slot.delivery.visibleAtMs > atMs) return
    yield slot
  }
}
