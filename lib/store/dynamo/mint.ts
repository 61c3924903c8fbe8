import type { Random } from '../../domain/random.ts'
import { nonceBytes } from './place.ts'

const bits = 55n
// Far enough apart that a hundred thousand of one millisecond, from one process, lie all over the range: a crowd that
// takes them starts at random in it.
const stepBits = 38n

/**
 * Nonces of blocks: 55 random bits, and for blocks of one millisecond in a row each greater than the one before, so that
 * what one process publishes in a millisecond keeps its order.
 */
export class Mint {
  readonly #random: Random
  #lastMs = -1
  #last = 0n

  constructor(random: Random) {
    this.#random = random
  }

  nonce(readyAtMs: number): string {
    const next = this.#last + 1n + this.#draw(stepBits)
    // At the end of the range the order is given up, not the width.
    this.#last = readyAtMs === this.#lastMs && next < 1n << bits ? next : this.#draw(bits)
    this.#lastMs = readyAtMs
    return this.#last.toString(16).padStart(2 * nonceBytes, '0')
  }

  #draw(count: bigint): bigint {
    const bytes = this.#random.bytes(nonceBytes)
    return BigInt(`0x${Buffer.from(bytes).toString('hex')}`) & ((1n << count) - 1n)
  }
}
