/** Chance that a seed repeats (mulberry32). */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** 0 ≤ number < 1 */
  number(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number, 0 ≤ number < end. */
  below(end: number): number {
    return Math.floor(this.number() * end)
  }

  pick<T>(things: readonly T[]): T {
    return things[this.below(things.length)]!
  }

  /** True in so many of a hundred cases. */
  percent(share: number): boolean {
    return this.number() * 100 < share
  }

  /** `count` different things, in any order; all of them if there are fewer. */
  some<T>(things: readonly T[], count: number): T[] {
    const left = [...things]
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(this.below(left.length), 1)[0]!)
  }
}
