import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../domain/limits.ts'
import { bodyClassDays, bodyKey } from './bodies.ts'

const dayMs = 86_400_000
const daysOf = (key: string): number => Number(key.match(/^d(\d+)\//)![1])

test('a body never dies before its message, even a day late, and no smaller class would do', () => {
  const longestMs = (limits.delaySecondsMax + limits.retentionSecondsMax) * 1000
  const lives = fc.integer({ min: 0, max: longestMs })
  fc.assert(
    fc.property(lives, fc.nat(), (lifeMs, nowMs) => {
      const days = daysOf(bodyKey(nowMs + lifeMs, nowMs, 'nonce'))
      expect(days * dayMs).toBeGreaterThanOrEqual(lifeMs + dayMs)
      const smaller = bodyClassDays.filter(some => some < days)
      for (const some of smaller) expect(some * dayMs).toBeLessThan(lifeMs + dayMs)
    }),
  )
})

test.each([
  ['a message of now', 16, 17],
  ['a queue that delays by a week', 23, 24],
  ['a month', 30, 48],
  ['a year', 381, 400],
  ['ten years', 3_667, 3_700],
])('%s has a class of its own', (_, lifeDays, days) => {
  expect(bodyKey(1_000 + lifeDays * dayMs, 1_000, 'a/b.c')).toBe(`d${days}/a/b.c`)
})

test('what is to be kept for longer than anything is refused', () => {
  expect(() => bodyKey(3_700 * dayMs, 0, 'a')).toThrow(RangeError)
})
