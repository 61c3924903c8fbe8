import type { Message } from '../../domain/message.ts'
import { SortedMap } from '../../sortedMap.ts'

export type Slot = Message & { seq: number }
type Key = readonly [visibleAtMs: number, seq: number]

const compare = ([aMs, aSeq]: Key, [bMs, bSeq]: Key): number => aMs - bMs || aSeq - bSeq
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
    this.remove(slot)
    this.add(next)
    return next
  }

  /** Slots from a position on (after `afterMs`, `afterSeq`), earliest first. The lane may change while walking. */
  *walk(afterMs = Number.NEGATIVE_INFINITY, afterSeq = Number.POSITIVE_INFINITY): Generator<Slot> {
    for (let at: Key | undefined = [afterMs, afterSeq]; at !== undefined; ) {
      const pair: [Key, Slot] | undefined = this.#order.nextHigherPair(at as Key)
      if (pair !== undefined) yield pair[1]
      at = pair?.[0]
    }
  }

  countAfter(atMs: number, leased: boolean): number {
    let count = 0
    for (const slot of this.walk(atMs)) if (slot.delivery.leased === leased) count += 1
    return count
  }
}
