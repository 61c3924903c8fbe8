import type { Message } from '../../domain/message.ts'
import { SortedMap } from '../../sortedMap.ts'
import { RequestKeys } from './requestKeys.ts'

export type Slot = Message & { seq: number }
type Place = { delivery: { visibleAtMs: number }; seq: number }

/** By the time at which they (will) become visible; of one time, as they came. */
export const inOrder = (a: Place, b: Place): number => a.delivery.visibleAtMs - b.delivery.visibleAtMs || a.seq - b.seq

/** The messages of one queue, found by id, walked in the order in which they (will) become visible. */
export class Lane {
  readonly requests = new RequestKeys()
  readonly #byId = new Map<string, Slot>()
  // The slots are their own keys, and never change: an update puts a new one in the old one's stead.
  readonly #order = new SortedMap<Place, undefined>(undefined, inOrder)

  get size(): number {
    return this.#byId.size
  }

  get(id: string): Slot | undefined {
    return this.#byId.get(id)
  }

  add(slot: Slot): void {
    this.#byId.set(slot.id, slot)
    this.#order.set(slot, undefined)
  }

  remove(slot: Slot): void {
    this.#byId.delete(slot.id)
    this.#order.delete(slot)
  }

  /** Replaces what is kept of a message by something newer. */
  update(slot: Slot, change: Partial<Message>): Slot {
    const next = { ...slot, ...change }
    this.#order.delete(slot)
    this.add(next)
    return next
  }

  /** Slots after a position, earliest first. The lane must not change meanwhile. */
  walk(afterMs = Number.NEGATIVE_INFINITY, afterSeq = Number.POSITIVE_INFINITY): IterableIterator<Slot> {
    const after: Place = { delivery: { visibleAtMs: afterMs }, seq: afterSeq + 0.5 } // so that the place itself is left out
    return this.#order.keys(after) as IterableIterator<Slot>
  }

  /** What a poll may hand out, in the order in which it should. The lane must not change meanwhile. */
  *open(nowMs: number): Generator<Slot> {
    for (const slot of this.walk()) {
      if (slot.delivery.visibleAtMs > nowMs) return
      yield slot
    }
  }

  /** When a poll first finds something, as things stand. */
  nextOpenAtMs(): number | undefined {
    return this.firstVisibleAtMs()
  }

  firstVisibleAtMs(): number | undefined {
    for (const slot of this.walk()) return slot.delivery.visibleAtMs
    return undefined
  }

  /** How many will be visible only after `atMs`, by whether somebody holds them. */
  countAfter(atMs: number): { inFlight: number; delayed: number } {
    const counts = { inFlight: 0, delayed: 0 }
    for (const { delivery } of this.walk(atMs)) counts[delivery.leased ? 'inFlight' : 'delayed'] += 1
    return counts
  }
}
