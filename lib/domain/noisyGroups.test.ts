import { expect, test } from 'vitest'
import { anEnvelope, anOrderedQueue, aQueue, startMs } from '../../test/fixtures.ts'
import { VirtualClock } from '../clock.ts'
import { NoisyGroups } from './noisyGroups.ts'

function aTracker() {
  const clock = new VirtualClock(startMs)
  const noisy = new NoisyGroups()
  const queue = aQueue()
  const one = (groupId?: string, of = queue) =>
    noisy.mark(of, [anEnvelope({ groupId })], clock.nowMs())[0]!.yields === true
  /** How many of so many yield. */
  const many = (count: number, groupId?: string, of = queue) =>
    noisy.mark(of, new Array(count).fill(anEnvelope({ groupId })), clock.nowMs()).filter(({ yields }) => yields).length
  return { clock, noisy, one, many }
}

test('a group yields from its 30th message on, though it is alone', () => {
  const { many } = aTracker()
  expect(many(29, 'loud')).toBe(0)
  expect(many(3, 'loud')).toBe(3)
})

test('and no other does, nor does what has no group', () => {
  const { one, many } = aTracker()
  many(300, 'loud')
  expect(many(30, 'quiet')).toBe(0)
  expect(many(1_000)).toBe(0)
  expect(one('loud')).toBe(true)
})

test('a tenth of all is not noisy, and more is; what has no group counts in all', () => {
  const { one, many } = aTracker()
  many(100, 'large')
  many(901)
  expect(one('large')).toBe(true)
  const other = aTracker()
  other.many(99, 'large')
  other.many(900)
  expect(other.one('large')).toBe(false)
  expect(other.one('large')).toBe(true)
})

test('of many that are alike nobody yields, and who is louder than all of them does', () => {
  const { one, many } = aTracker()
  for (let round = 0; round < 40; round++)
    for (let tenant = 0; tenant < 1_000; tenant++) expect(one(`tenant ${tenant}`)).toBe(false)
  many(5_000, 'loud')
  expect(one('loud')).toBe(true)
  expect(one('tenant 7')).toBe(false)
})

test('who was noisy and is outdone does not yield any more', () => {
  const { one, many } = aTracker()
  expect(many(100, 'first')).toBe(71)
  many(2_000, 'second')
  expect(one('first')).toBe(false)
  expect(one('second')).toBe(true)
})

test('what comes slowly counts for minutes, and a group that was silent for five has begun anew', () => {
  const { clock, one, many } = aTracker()
  for (let second = 0; second < 60; second++) {
    expect(one('steady')).toBe(second >= 29)
    clock.advanceMs(4_000)
  }
  many(100, 'loud')
  clock.advanceMs(299_000)
  many(1)
  expect(one('loud')).toBe(false)
  expect(many(29, 'steady')).toBe(0)
})

test('of what came before the last turn it still knows', () => {
  const { clock, one, many } = aTracker()
  many(40, 'loud')
  clock.advanceMs(150_000)
  expect(one('loud')).toBe(true)
  clock.advanceMs(149_999)
  expect(one('loud')).toBe(true)
  clock.advanceMs(1)
  expect(one('loud')).toBe(false)
})

test('nor does it forget the others of that time', () => {
  const { clock, many } = aTracker()
  many(1_000)
  many(29, 'small')
  clock.advanceMs(150_000)
  expect(many(5, 'small')).toBe(0)
})

test('groups that were there first make room for one that is larger', () => {
  const { many } = aTracker()
  for (let group = 0; group < 64; group++) many(2, `group ${group}`)
  expect(many(200, 'loud')).toBeGreaterThan(100)
})

test('it does not count every group of many: one at the edge passes for a little smaller', () => {
  const { one, many } = aTracker()
  many(29, 'edge')
  for (let tenant = 0; tenant < 269; tenant++) one(`tenant ${tenant}`)
  expect(one('edge')).toBe(false)
})

test('queues are apart, and in ordered ones nothing yields', () => {
  const { one, many } = aTracker()
  many(40, 'loud')
  expect(one('loud', aQueue())).toBe(false)
  expect(many(100, 'loud', anOrderedQueue())).toBe(0)
})

test('what it keeps is bounded, and the queues that came last are known', () => {
  const { one, many } = aTracker()
  const queues = Array.from({ length: 10_001 }, () => aQueue())
  for (const queue of queues) many(30, 'loud', queue)
  expect(one('loud', queues[0])).toBe(false)
  expect(one('loud', queues.at(-1))).toBe(true)
})

test('what is marked says all else that it said', () => {
  const { noisy, many } = aTracker()
  many(30, 'loud')
  const envelope = anEnvelope({ groupId: 'loud', priority: 3 })
  expect(noisy.mark(aQueue(), [envelope], startMs)).toEqual([envelope])
})
