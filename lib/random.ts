import { randomFillSync } from 'node:crypto'
import type { Random } from './domain/random.ts'

const poolBytes = 8192

/** The system's secure source, drawn in pools: a call for six bytes is too dear to make for each token. */
export function systemRandom(): Random {
  let pool = Buffer.alloc(0)
  let at = 0
  return {
    bytes(count) {
      if (at + count > pool.length) {
        pool = randomFillSync(Buffer.allocUnsafeSlow(poolBytes))
        at = 0
      }
      at += count
      return pool.subarray(at - count, at)
    },
  }
}

/** The same bytes for the same seed (mulberry32). For tests and simulations only: anyone can foretell it. */
export function seededRandom(seed: number): Random & { fraction(): number } {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { fraction, bytes: count => Uint8Array.from({ length: count }, () => Math.floor(fraction() * 256)) }
}
