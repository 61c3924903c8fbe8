import { expect, test } from 'vitest'
import { contentId, deduplicationKey, isOrdered, isUntouched, openRun, sequenceAfter, sequenceText } from './ordered.ts'

const visibleAt = (...times: number[]) => times.map(visibleAtMs => ({ delivery: { visibleAtMs } }))
const run = (...times: number[]): number => [...openRun(visibleAt(...times), 1_000)].length

test('a queue is ordered when its name ends so', () => {
  expect(isOrdered({ name: 'orders.fifo' })).toBe(true)
  expect(isOrdered({ name: 'fifo' })).toBe(false)
})

test('of a group the run up to the first message that is not visible is open', () => {
  expect(run()).toBe(0)
  expect(run(1_000, 999, 0)).toBe(3)
  expect(run(1_001, 0)).toBe(0)
  expect(run(0, 1_000, 1_001, 0)).toBe(2)
})

test('numbers grow by one at least, and with time, also where that stands or goes back', () => {
  expect(sequenceAfter(0, 5)).toBe(5_000)
  expect(sequenceAfter(5_000, 5)).toBe(5_001)
  expect(sequenceAfter(5_001, 4)).toBe(5_002)
  expect(sequenceAfter(5_002, 6)).toBe(6_000)
  expect(Number.isSafeInteger(sequenceAfter(0, Date.UTC(2200, 0, 1)))).toBe(true)
})

test('as a text a number has twenty digits', () => {
  expect(sequenceText(1_767_225_600_000_000)).toBe('00001767225600000000')
})

test('a key is the id in the scope of the queue, group and id in that of the group', () => {
  const message = { groupId: 'g1', deduplicationId: 'd1' }
  expect(deduplicationKey(message, 'queue')).toBe('d1')
  expect(deduplicationKey(message, 'group')).toBe('g1 d1')
  for (const scope of ['queue', 'group'] as const) expect(deduplicationKey({ groupId: 'g1' }, scope)).toBeUndefined()
})

test('the id that a body gives is its SHA-256 in hex', () => {
  expect(contentId(Buffer.from('hello'))).toBe('2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824')
})

test('a message is untouched while token, lease and time are those it was handed out with', () => {
  const delivery = { visibleAtMs: 5, attempts: 1, token: 't', leased: true }
  const handed = { id: 'a', token: 't', visibleAtMs: 5 }
  expect(isUntouched(delivery, handed)).toBe(true)
  expect(isUntouched({ ...delivery, token: 'u' }, handed)).toBe(false)
  expect(isUntouched({ ...delivery, visibleAtMs: 6 }, handed)).toBe(false)
  expect(isUntouched({ ...delivery, leased: false }, handed)).toBe(false)
})
