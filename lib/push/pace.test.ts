import { expect, test } from 'vitest'
import { Pace } from './pace.ts'

test('no second of the clock has more beginnings than it may', () => {
  const pace = new Pace()
  expect(pace.left(3, 10_000)).toBe(3)
  pace.note(2, 10_000)
  pace.note(1, 10_600)
  expect([pace.left(3, 10_600), pace.left(3, 10_999)]).toEqual([0, 0])
  expect(pace.nextMs()).toBe(11_000)
  expect(pace.left(3, 11_000)).toBe(2)
  pace.note(2, 11_000)
  expect(pace.left(3, 11_599)).toBe(0)
  expect(pace.left(3, 11_600)).toBe(1)
})

test('a clock that was set back holds nothing up', () => {
  const pace = new Pace()
  pace.note(1, 10_000)
  expect(pace.left(1, 5_000)).toBe(1)
})
