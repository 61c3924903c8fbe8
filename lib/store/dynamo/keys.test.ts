import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aQueue } from '../../../test/fixtures.ts'
import {
  blockKey,
  blockSort,
  bodyKey,
  firstBlock,
  forwardKey,
  laneKey,
  laneRecordSort,
  lanesKey,
  latestMs,
  parseBlockSort,
  parseLaneKey,
  readyUntil,
  requestKey,
  scopeOf,
} from './keys.ts'

const ms = fc.integer({ min: 0, max: latestMs })
const nonce = fc.stringMatching(/^[0-9a-f]{14}$/)
const moment = fc.record({ readyAtMs: ms, nonce })

test('a sort key tells the ready time and the nonce', () => {
  fc.assert(
    fc.property(moment, given => {
      expect(parseBlockSort(blockSort(given))).toEqual(given)
    }),
  )
})

test('blocks sort by their ready time', () => {
  fc.assert(
    fc.property(moment, moment, (one, other) => {
      fc.pre(one.readyAtMs !== other.readyAtMs)
      expect(blockSort(one) < blockSort(other)).toBe(one.readyAtMs < other.readyAtMs)
    }),
  )
})

test('what is ready at a time or before stands below its bound, and nothing else', () => {
  fc.assert(
    fc.property(moment, fc.oneof(ms, fc.constant(undefined)), (given, other) => {
      const nowMs = other ?? given.readyAtMs
      expect(blockSort(given) <= readyUntil(nowMs)).toBe(given.readyAtMs <= nowMs)
    }),
  )
})

test('the record of a lane stands before all its blocks', () => {
  fc.assert(
    fc.property(moment, given => {
      expect(laneRecordSort < firstBlock && firstBlock <= blockSort(given)).toBe(true)
    }),
  )
})

test('each lane, level and generation has a partition of its own, as has every other kind of item', () => {
  const queue = aQueue()
  const scopes = [scopeOf(queue), scopeOf({ ...queue, generation: 2 }), scopeOf(aQueue())]
  const lanes = [1, 1.5, 8, 16, 16.5].flatMap(level => [0, 9, 10, 63].map(lane => ({ level, lane })))
  const id = aQueue().uid
  const keys = scopes.flatMap(scope => [
    ...lanes.map(lane => laneKey(scope, lane)),
    ...[bodyKey(scope, 'x'), forwardKey(scope, id), requestKey(scope, 'x'), lanesKey(scope)].map(({ p }) => p),
  ])
  expect(new Set(keys).size).toBe(3 * (20 + 4))
})

test('every lane comes back from its key', () => {
  for (let halves = 2; halves <= 33; halves++) {
    const lane = { level: halves / 2, lane: halves }
    expect(parseLaneKey(laneKey('scope.1', lane))).toEqual(lane)
  }
})

test('keys that stand in tables already mean the same for ever', () => {
  const queue = { name: 'orders', uid: '019b76da-a800-8703-9401-23456789abcd', generation: 40 }
  const scope = scopeOf(queue)
  const place = { level: 16, lane: 63, readyAtMs: 77, nonce: '0123456789abcd' }
  expect(blockKey(scope, place)).toEqual({ p: 'AZt22qgAhwOUASNFZ4mrzQ.14.f.1r', s: '0000000000077.0123456789abcd' })
  expect(laneKey(scope, { level: 8.5, lane: 0 })).toBe('AZt22qgAhwOUASNFZ4mrzQ.14.n.0')
  expect(bodyKey(scope, blockSort(place)).p).toBe('b.AZt22qgAhwOUASNFZ4mrzQ.14.0000000000077.0123456789abcd')
  expect(forwardKey(scope, queue.uid).p).toBe('f.AZt22qgAhwOUASNFZ4mrzQ.14.AZt22qgAhwOUASNFZ4mrzQ')
  expect(requestKey(scope, 'hash').p).toBe('i.AZt22qgAhwOUASNFZ4mrzQ.14.hash')
  expect(lanesKey(scope)).toEqual({ p: 'l.AZt22qgAhwOUASNFZ4mrzQ.14', s: '.' })
})
