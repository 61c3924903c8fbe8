import type { DatabaseSync } from 'node:sqlite'
import type { Delivery } from '../../domain/message.ts'
import type { RankedLane } from './lanes.ts'
import { tupleQuery } from './query.ts'

/**
 * The leases that run in lanes of queues with a limit, by the messages' numbers. A lane is counted over its index once, and
 * then followed; the others pay a look at an empty map. What a rollback undoes is counted anew.
 */
export class InFlight {
  readonly #ends = new Map<number, Map<number, number>>()
  readonly #select

  constructor(database: DatabaseSync) {
    this.#select = tupleQuery<[seq: number, visibleAtMs: number]>(
      database,
      `SELECT seq, visible_at_ms FROM message INDEXED BY message_order
       WHERE lane = ? AND visible_at_ms > ? AND leased = 1`,
    )
  }

  /** When the leases end that run in some lanes. */
  endsMs(lanes: readonly RankedLane[], nowMs: number): number[] {
    return lanes.flatMap(({ id }) => {
      const ends = this.#of(id, nowMs)
      for (const [seq, ms] of ends) if (ms <= nowMs) ends.delete(seq)
      return [...ends.values()]
    })
  }

  #of(lane: number, nowMs: number): Map<number, number> {
    const known = this.#ends.get(lane)
    if (known !== undefined) return known
    const counted = new Map(this.#select.all(lane, nowMs))
    this.#ends.set(lane, counted)
    return counted
  }

  /** A message of the lane has another delivery state. */
  moved(lane: number, seq: number, { leased, visibleAtMs }: Delivery): void {
    const ends = this.#ends.get(lane)
    if (leased) ends?.set(seq, visibleAtMs)
    else ends?.delete(seq)
  }

  left(lane: number, seq: number): void {
    this.#ends.get(lane)?.delete(seq)
  }

  /** For lanes without a limit (any more). */
  forget(lanes: readonly RankedLane[]): void {
    if (this.#ends.size > 0) for (const { id } of lanes) this.#ends.delete(id)
  }

  forgetAll(): void {
    this.#ends.clear()
  }
}
