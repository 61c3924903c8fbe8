import type { Random } from '../../lib/domain/random.ts'
import { seededRandom } from '../../lib/random.ts'

/** Seeded chance with the questions a simulation asks. */
export class Chance implements Random {
  readonly #random: ReturnType<typeof seededRandom>

  constructor(seed: number) {
    this.#random = seededRandom(seed)
  }

  /** A stream of its own, so that one more question here changes nothing there. */
  fork(): Chance {
    return new Chance(this.int(0, 2 ** 32 - 1))
  }

  fraction(): number {
    return this.#random.fraction()
  }

  bytes(count: number): Uint8Array {
    return this.#random.bytes(count)
  }

  /** A whole number, both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.#random.fraction() * (to - from + 1))
  }

  happens(share: number): boolean {
    return this.#random.fraction() < share
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!
  }

  /** Around a mean, never nothing, now and then much longer. */
  pauseMs(meanMs: number): number {
    return Math.max(1, Math.round(-Math.log(1 - this.#random.fraction()) * meanMs))
  }

  /** One way between a function and DynamoDB: half a millisecond to 25, one in a hundred up to half a second. */
  latencyMs(): number {
    if (this.happens(0.01)) return this.int(25, 550)
    return 1 + this.int(0, 4) * this.int(0, 6)
  }
}
