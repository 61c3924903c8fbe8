// What this process knows itself; what others do is seen by looking.
const momentsMax = 1_000

/**
 * When messages of one queue become visible, as far as this process made it so: what it published, leased and gave back.
 * Only hints for waiters, so that they need not look in vain.
 */
export class Upcoming {
  /** Earliest first. */
  readonly #moments: number[] = []

  add(atMs: number): void {
    this.#moments.splice(this.#countUpTo(atMs), 0, atMs)
    if (this.#moments.length > momentsMax) this.#moments.pop()
  }

  /** So many that were visible are taken. */
  taken(count: number): void {
    this.#moments.splice(0, count)
  }

  /** Nothing was visible at `nowMs`. */
  none(nowMs: number): void {
    this.#moments.splice(0, this.#countUpTo(nowMs))
  }

  next(): number | undefined {
    return this.#moments[0]
  }

  #countUpTo(atMs: number): number {
    let [from, to] = [0, this.#moments.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.#moments[middle]! <= atMs) from = middle + 1
      else to = middle
    }
    return from
  }
}
