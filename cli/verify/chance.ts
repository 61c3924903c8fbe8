/** Chance that can be repeated from its seed (mulberry32); good enough to choose by, not to keep secrets. */
export type Chance = {
  /** From 0 to below 1. */
  fraction(): number
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number
}

export function seededChance(seed: number): Chance {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { fraction, between: (min, max) => min + Math.floor(fraction() * (max - min + 1)) }
}
