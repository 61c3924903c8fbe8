import type { Load } from './load.ts'

const load = { quietGroups: 50, publishers: 10, workMs: 100, idleMs: 100, noise: 100_000, measuredMs: 30_000 }

/** What is measured for the page of costs: consumers that have little to do otherwise, and such as are half busy. */
export const loads: readonly Load[] = [
  { ...load, quietPerSecond: 100, consumers: 64 },
  { ...load, quietPerSecond: 250, consumers: 64 },
  { ...load, quietPerSecond: 20, consumers: 16 },
]
