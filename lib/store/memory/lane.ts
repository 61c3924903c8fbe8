import type { Message } from '../../domain/message.ts'
import { rankOf } from '../../domain/priority.ts'
import { SortedMap } from '../../sortedMap.ts'
import type { Stats } from '../store.ts'
import { RequestKeys } from './requestKeys.ts'

export type Slot = Message & { seq: number }
type Place = { delivery: { visibleAtMs: number }; seq: number }

/** By the time at which they (will) become visible; of one time, as they came. */
export const inOrder = (a: Place, b: Place): number => a.delivery.visibleAtMs - b.delivery.visibleAtMs || a.seq - b.seq

// The slots are their own keys, and never change: an update puts a new one in the old one's stead.
type Order = SortedMap<Place, undefined>

/** The messages of one queue, found by id, walked in the order in which they (will) become visible. */
export class Lane {
  readonly requests = new RequestKeys()
  readonly #byId = new Map<string, Slot>()
  /** By rank; of those there are messages of. */
  readonly #orders = new SortedMap<number, Order>()

  get size(): number {
    return this.#byId.size
  }

  /** The ranks that there are messages of, the best first. */
  get ranks(): number[] {
    return this.#orders.keysArray()
  }

  get(id: string): Slot | undefined {
    return this.#byId.get(id)
  }

  add(slot: Slot): void {
    const rank = rankOf(slot.envelope)
    const order: Order = this.#orders.get(rank) ?? new SortedMap(undefined, inOrder)
    this.#byId.set(slot.id, slot)
    order.set(slot, undefined)
    this.#orders.set(rank, order)
  }

  remove(slot: Slot): void {
    const rank = rankOf(slot.envelope)
    const order = this.#orders.get(rank)
    this.#byId.delete(slot.id)
    order?.delete(slot)
    if (order?.size === 0) this.#orders.delete(rank)
  }

  /** Replaces what is kept of a message by something newer. */
  update(slot: Slot, change: Partial<Message>): Slot {
    const next = { ...slot, ...change }
    this.remove(slot)
    this.add(next)
    return next
  }

  /** Slots of one rank, earliest first. The lane must not change meanwhile. */
  *of(rank: number): Generator<Slot> {
    yield* (this.#orders.get(rank)?.keys() ?? []) as Iterable<Slot>
  }

  /** Slots of all ranks after a position, earliest first. The lane must not change meanwhile. */
  *walk(afterMs = Number.NEGATIVE_INFINITY, afterSeq = Number.POSITIVE_INFINITY): Generator<Slot> {
    const after: Place = { delivery: { visibleAtMs: afterMs }, seq: afterSeq + 0.5 } // so that the place itself is left out
    const walks = this.#orders.valuesArray().map(order => order.keys(after) as IterableIterator<Slot>)
    const heads = walks.map(walk => walk.next())
    for (;;) {
      const at = firstOf(heads)
      if (at === -1) return
      yield heads[at]!.value
      heads[at] = walks[at]!.next()
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

  /** When the leases end that run. */
  leaseEndsMs(nowMs: number): number[] {
    const ahead = [...this.walk(nowMs)].filter(({ delivery }) => delivery.leased)
    return ahead.map(({ delivery }) => delivery.visibleAtMs)
  }

  stats(nowMs: number): Stats {
    const counts = { inFlight: 0, delayed: 0 }
    for (const { delivery } of this.walk(nowMs)) counts[delivery.leased ? 'inFlight' : 'delayed'] += 1
    const visible = this.size - counts.inFlight - counts.delayed
    const stats = { visible, ...counts, exact: true, asOfMs: nowMs }
    return visible === 0 ? stats : { ...stats, oldestVisibleAtMs: this.firstVisibleAtMs() }
  }
}

/** Which of the heads comes first; -1 when all are done. */
const firstOf = (heads: readonly IteratorResult<Slot>[]): number =>
  heads.reduce((first, { done, value }, at) => {
    if (done) return first
    return first === -1 || inOrder(value, heads[first]!.value) < 0 ? at : first
  }, -1)
