import { expect, test } from 'vitest'
import { type Load, run } from './load.ts'
import { inMemory, onDynamo } from './places.ts'

// A small one of what measure.ts runs; all of it in virtual time, so that nothing depends on how fast the machine is.
const quiet: Load = {
  quietGroups: 20,
  quietPerSecond: 20,
  publishers: 4,
  consumers: 12,
  workMs: 100,
  idleMs: 100,
  noise: 0,
  measuredMs: 8_000,
}
const noise = 3_000

test.each([
  ['in memory', inMemory],
  ['on DynamoDB', onDynamo],
])('%s, quiet groups wait at most twice as long beside one that has 3,000 messages waiting', async (_, place) => {
  const without = await run(place(), quiet)
  const beside = await run(place(), { ...quiet, noise })
  expect(without.waits.count).toBe(160)
  expect(beside.waits.count).toBe(160)
  expect(beside.waiting).toBeGreaterThan(0.9 * noise)
  // The noisy group is served all the while, with what the others leave.
  expect(beside.taken).toBeGreaterThan(2 * without.taken)
  expect(beside.waits.at(0.95)).toBeLessThanOrEqual(2 * without.waits.at(0.95))
})
