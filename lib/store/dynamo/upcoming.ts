import { SortedMap } from '../../sortedMap.ts'

type Moment = readonly [atMs: number, nth: number]

// What this process knows itself; what others do is seen by looking.
const momentsMax = 1_000

/**
 * When messages of one queue become visible, as far as this process made it so: what it published, leased and gave back.
 * Only hints for waiters, so that they need not look in vain.
 */
export class Upcoming {
  readonly #moments = new SortedMap<Moment, undefined>(undefined, (a, b) => a[0] - b[0] || a[1] - b[1])
  #nth = 0

  add(atMs: number): void {
    this.#moments.set([atMs, this.#nth++], undefined)
    if (this.#moments.size > momentsMax) this.#moments.delete(this.#moments.maxKey()!)
  }

  /** So many that were visible are taken. */
  taken(count: number): void {
    for (let left = count; left > 0 && this.#moments.size > 0; left--) this.#moments.delete(this.#moments.minKey()!)
  }

  /** Nothing was visible at `nowMs`. */
  none(nowMs: number): void {
    this.#moments.deleteRange([0, 0], [nowMs, Number.MAX_SAFE_INTEGER], true)
  }

  next(): number | undefined {
    return this.#moments.minKey()?.[0]
  }
}
