import { expect, test } from 'vitest'
import { percentile, ratiosOf, spreadOf } from './statistics.ts'

test('the spread sorts by size, not by letters, and leaves its input alone', () => {
  const values = [100, 9, 20]
  expect(spreadOf(values)).toEqual({ median: 20, min: 9, max: 100 })
  expect(values).toEqual([100, 9, 20])
})

test('of an even number of values the median lies between the middle two', () => {
  expect(spreadOf([4, 1, 3, 2]).median).toBe(2.5)
  expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7 })
})

test('a percentile is a value that was measured', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at)
  expect([0, 0.5, 0.99, 1].map(share => percentile(hundred, share))).toEqual([1, 50, 99, 100])
  expect(percentile([3, 1], 0.5)).toBe(1)
  expect(percentile([5], 0.99)).toBe(5)
})

test('ratios are taken within a round', () => {
  expect(ratiosOf([10, 40, 90], [10, 20, 30])).toEqual({ median: 2, min: 1, max: 3 })
})
