import type { Message } from '../../domain/message.ts'
import { SortedMap } from '../../sortedMap.ts'

export type Slot = Message & { seq: number }
type Key = readonly [visibleAtMs: number, seq: number]

// By index: taking the pairs apart made it the hottest line of a publish.
const compare = (a: Key, b: Key): number => a[0] - b[0] || a[1] - b[1]
const keyOf = ({ delivery, seq }: Slot): Key => [delivery.visibleAtMs, seq]

/** The messages of one queue, found by id, walked in the order in which they (will) become visible. */
export class Lane {
  readonly #byId = new Map<string, Slot>()
  // Keyed by a field of the slots themselves, so a slot leaves before `visibleAtMs` changes and comes back after.
  readonly #order = new SortedMap<Key, Slot>(undefined, compare)

  get size(): number {
    return this.#byId.size
  }

  get(id: string): Slot | undefined {
    return this.#byId.get(id)
  }

  add(slot: Slot): void {
    this.#byId.set(slot.id, slot)
    this.#order.set(keyOf(slot), slot)
  }

  remove(slot: Slot): void {
    this.#byId.delete(slot.id)
    this.#order.delete(keyOf(slot))
  }

  /** Replaces what is kept of a message by something newer. */
  update(slot: Slot, change: Partial<Message>): Slot {
    const next = { ...slot, ...change }
    this.#order.delete(keyOf(slot))
    this.add(next)
    return next
  }

  /** Slots after a position, earliest first. The lane must not change meanwhile. */
  walk(afterMs = Number.NEGATIVE_INFINITY, afterSeq = Number.POSITIVE_INFINITY): IterableIterator<Slot> {
    return this.#order.values([afterMs, afterSeq + 0.5]) // between two whole numbers: the position itself is left out
  }

  /** How many will be visible only after `atMs`, by whether somebody holds them. */
  countAfter(atMs: number): { inFlight: number; delayed: number } {
    const counts = { inFlight: 0, delayed: 0 }
    for (const { delivery } of this.walk(atMs)) counts[delivery.leased ? 'inFlight' : 'delayed'] += 1
    return counts
  }
}
