import { expect, test } from 'vitest'
import { inPieces } from './inPieces.ts'

const pieces = (countMax: number, bytesMax: number, ...items: number[]) =>
  inPieces(items, { countMax, bytesMax, bytesOf: item => item })

test('no piece has more than may be in it, by number and by size, and the order stays', () => {
  expect(pieces(2, 100, 1, 2, 3, 4, 5)).toEqual([[1, 2], [3, 4], [5]])
  expect(pieces(9, 5, 2, 3, 1, 4, 5)).toEqual([[2, 3], [1, 4], [5]])
})

test('what is larger by itself is a piece of its own', () => {
  expect(pieces(9, 5, 1, 7, 1)).toEqual([[1], [7], [1]])
})

test('of nothing there are none', () => {
  expect(pieces(9, 5)).toEqual([])
})
