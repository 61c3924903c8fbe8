import type { Random } from '../../domain/random.ts'
import { nonceBytes } from './place.ts'

/**
 * Nonces of blocks: 55 random bits, and for blocks of one millisecond in a row each a little greater than the one
 * before, so that what one process publishes in a millisecond keeps its order.
 */
export class Mint {
  readonly #random: Random
  #lastMs = -1
  #last = 0n

  constructor(random: Random) {
    this.#random = random
  }

  nonce(readyAtMs: number): string {
    this.#last = readyAtMs === this.#lastMs ? this.#last + 1n + this.#bits(24n) : this.#bits(55n)
    this.#lastMs = readyAtMs
    return this.#last.toString(16).padStart(2 * nonceBytes, '0')
  }

  #bits(count: bigint): bigint {
    const bytes = this.#random.bytes(nonceBytes)
    return BigInt(`0x${Buffer.from(bytes).toString('hex')}`) & ((1n << count) - 1n)
  }
}
