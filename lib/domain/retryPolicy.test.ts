import { expect, test } from 'vitest'
import type { Random } from './random.ts'
import { type RetryPolicy, retryDelayMs, retryProblems } from './retryPolicy.ts'

/** Chance that always comes to the same: a share of 0, a half, or nearly 1. */
const always = (byte: number): Random => ({ bytes: count => new Uint8Array(count).fill(byte) })
const noChance: Random = {
  bytes() {
    throw new Error('No chance is needed where there is no jitter.')
  },
}

const delaysOf = (policy: RetryPolicy, attempts: readonly number[]) =>
  attempts.map(attempt => retryDelayMs(policy, attempt, noChance))

test('a fixed policy always waits as long', () => {
  expect(delaysOf({ kind: 'fixed', delaySeconds: 30 }, [1, 2, 1_000])).toEqual([30_000, 30_000, 30_000])
})

test('an exponential one waits longer each time, up to its cap, after however many attempts', () => {
  const policy: RetryPolicy = { kind: 'exponential', firstSeconds: 5, factor: 1.5, maxSeconds: 12 }
  expect(delaysOf(policy, [1, 2, 3, 4, 100_000])).toEqual([5_000, 7_500, 11_250, 12_000, 12_000])
})

test('a table is walked through, and its last delay repeats', () => {
  const policy: RetryPolicy = { kind: 'table', delaysSeconds: [5, 0, 60] }
  expect(delaysOf(policy, [1, 2, 3, 4, 99])).toEqual([5_000, 0, 60_000, 60_000, 60_000])
})

test('a message that was never handed out rests as after the first time', () => {
  expect(delaysOf({ kind: 'table', delaysSeconds: [5, 60] }, [0])).toEqual([5_000])
  expect(delaysOf({ kind: 'exponential', firstSeconds: 4, factor: 2, maxSeconds: 60 }, [0])).toEqual([4_000])
})

test.each([
  [0, 100_000],
  [0x80, 89_961],
  [0xff, 80_000],
])('jitter leaves out its share at most and never adds: chance %i', (byte, ms) => {
  const policy: RetryPolicy = { kind: 'fixed', delaySeconds: 100, jitter: 0.2 }
  expect(retryDelayMs(policy, 1, always(byte))).toBe(ms)
})

test('a delay is whole milliseconds', () => {
  const policy: RetryPolicy = { kind: 'exponential', firstSeconds: 1, factor: 1.0001, maxSeconds: 60 }
  expect(delaysOf(policy, [2, 3])).toEqual([1_000, 1_000])
})

test('a cap below the first delay is refused by name, one as long as it is not', () => {
  const policy = (maxSeconds: number): RetryPolicy => ({ kind: 'exponential', firstSeconds: 10, factor: 2, maxSeconds })
  expect(retryProblems(policy(9))).toEqual([
    { path: ['retry', 'maxSeconds'], detail: 'is less than firstSeconds', limit: 10, got: 9 },
  ])
  expect(retryProblems(policy(10))).toEqual([])
  expect(retryProblems({ kind: 'fixed', delaySeconds: 1 })).toEqual([])
  expect(retryProblems(undefined)).toEqual([])
})
