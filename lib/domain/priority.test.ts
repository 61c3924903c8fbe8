import { expect, test } from 'vitest'
import { anEnvelope } from '../../test/fixtures.ts'
import { beginsAtTheWorst, keptPriority, mainOf, priorityOf, rankOf, sideOf, worstFirst } from './priority.ts'

test('a message without a priority has 8, and 8 is not written', () => {
  expect(priorityOf(anEnvelope())).toBe(8)
  expect(priorityOf(anEnvelope({ priority: 3 }))).toBe(3)
  expect([undefined, 8, 1, 16].map(keptPriority)).toEqual([{}, {}, { priority: 1 }, { priority: 16 }])
})

test('of the polls, one in sixteen begins at the worst', () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => ({ bytes: () => Uint8Array.of(byte) }))
  expect(bytes.filter(beginsAtTheWorst)).toHaveLength(16)
})

test('what yields stands between its priority and the next', () => {
  expect(rankOf(anEnvelope())).toBe(8)
  expect(rankOf(anEnvelope({ yields: true }))).toBe(sideOf(8))
  expect(rankOf(anEnvelope({ priority: 3, yields: true }))).toBe(sideOf(3))
  expect([8, sideOf(8), 9].toSorted((a, b) => a - b)).toEqual([8, sideOf(8), 9])
  expect([3, sideOf(3), 16].map(mainOf)).toEqual([3, 3, 16])
})

test('from the worst: all but the best, and what yields after the others of its priority', () => {
  expect(worstFirst([])).toEqual([])
  expect(worstFirst([8])).toEqual([])
  expect(worstFirst([8, sideOf(8)])).toEqual([sideOf(8)])
  expect(worstFirst([1, sideOf(1), 8, sideOf(8), 16])).toEqual([16, 8, sideOf(8), sideOf(1)])
})
