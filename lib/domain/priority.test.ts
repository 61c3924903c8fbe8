import { expect, test } from 'vitest'
import { anEnvelope } from '../../test/fixtures.ts'
import { drawShare, keptPriority, mainOf, priorityOf, rankOf, restInTurn, sideOf } from './priority.ts'

test('a message without a priority has 8, and 8 is not written', () => {
  expect(priorityOf(anEnvelope())).toBe(8)
  expect(priorityOf(anEnvelope({ priority: 3 }))).toBe(3)
  expect([undefined, 8, 1, 16].map(keptPriority)).toEqual([{}, {}, { priority: 1 }, { priority: 16 }])
})

test('of the polls, one in sixteen serves what has waited long, and begins anywhere among it', () => {
  const draws = Array.from({ length: 256 }, (_, byte) => drawShare({ bytes: () => Uint8Array.of(byte) }))
  expect(draws.filter(drawn => drawn !== undefined)).toEqual(Array.from({ length: 16 }, (_, drawn) => drawn))
})

test('what yields stands between its priority and the next', () => {
  expect(rankOf(anEnvelope())).toBe(8)
  expect(rankOf(anEnvelope({ yields: true }))).toBe(sideOf(8))
  expect(rankOf(anEnvelope({ priority: 3, yields: true }))).toBe(sideOf(3))
  expect([8, sideOf(8), 9].toSorted((a, b) => a - b)).toEqual([8, sideOf(8), 9])
  expect([3, sideOf(3), 16].map(mainOf)).toEqual([3, 3, 16])
})

test('all but the best are in turn, from the worst or from where it was drawn; what yields after its own priority', () => {
  expect(restInTurn([], 3)).toEqual([])
  expect(restInTurn([8], 3)).toEqual([])
  expect(restInTurn([8, sideOf(8)], 3)).toEqual([sideOf(8)])
  const ranks = [1, sideOf(1), 8, sideOf(8), 16]
  expect(restInTurn(ranks, 0)).toEqual([16, 8, sideOf(8), sideOf(1)])
  expect(restInTurn(ranks, 1)).toEqual([8, sideOf(8), sideOf(1), 16])
  expect(restInTurn(ranks, 15)).toEqual(restInTurn(ranks, 0))
})
