import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Delivery } from '../../domain/message.ts'
import { decodeSlot, encodeSlot, freshSlot, leasedSlotBytes, liveBounds, tokenPrefix } from './slot.ts'

// The width of the field holds times up to the year 5188.
const ms = fc.integer({ min: 0, max: 36 ** 9 - 1 })
const token = fc.stringMatching(/^[\w-]{8}$/)
const base = { visibleAtMs: ms, attempts: fc.integer({ min: 0, max: 1_000_000 }), token, leased: fc.boolean() }
const firstLease = fc.integer({ min: 1, max: 9_999_999_999_999 })
const delivery: fc.Arbitrary<Delivery> = fc.oneof(
  fc.record(base),
  fc
    .record({ ...base, firstLeasedAtMs: firstLease, later: fc.nat(2 ** 40) })
    .map(({ later, ...given }) => ({ ...given, leasedAtMs: given.firstLeasedAtMs + later })),
  fc.record({ ...base, leasedAtMs: firstLease }),
)

test('a delivery state comes back from its slot', () => {
  fc.assert(
    fc.property(delivery, ms, (given, readyAtMs) => {
      expect(decodeSlot(encodeSlot(given), readyAtMs)).toStrictEqual({ ...given })
    }),
  )
})

test('what the worker said lies beside the slot and comes back with it', () => {
  fc.assert(
    fc.property(delivery, fc.string({ minLength: 1 }), (given, nackReason) => {
      expect(decodeSlot(encodeSlot(given), 0, nackReason)).toEqual({ ...given, nackReason })
    }),
  )
})

test('a message that was never leased nor changed is visible when its block is ready', () => {
  const fresh = { visibleAtMs: 5, attempts: 0, token: '', leased: false }
  expect(encodeSlot(fresh)).toBe(freshSlot)
  expect(tokenPrefix('')).toBe(freshSlot)
  expect(decodeSlot(freshSlot, 77)).toEqual({ ...fresh, visibleAtMs: 77 })
})

test('a slot begins with its token and with no other', () => {
  fc.assert(
    fc.property(delivery, token, (given, other) => {
      fc.pre(other !== given.token)
      const slot = encodeSlot(given)
      expect(slot.startsWith(tokenPrefix(given.token))).toBe(true)
      expect(slot.startsWith(tokenPrefix(other))).toBe(false)
    }),
  )
})

test('no leased slot is taken for a fresh one', () => {
  fc.assert(
    fc.property(delivery, given => {
      expect(encodeSlot(given)).not.toBe(tokenPrefix(''))
    }),
  )
})

/** What DynamoDB is asked: begins_with(slot, prefix) AND slot >= least. */
const isLive = (slot: string, ofToken: string, nowMs: number): boolean => {
  const { prefix, least } = liveBounds(ofToken, nowMs)
  return slot.startsWith(prefix) && slot >= least
}

test('comparing texts asks for the token, for a lease, and for its end as numbers would', () => {
  const near = fc.integer({ min: -3, max: 3 })
  fc.assert(
    fc.property(delivery, fc.oneof(near, ms), (given, difference) => {
      const nowMs = Math.max(0, Math.abs(given.visibleAtMs + difference) % (36 ** 9 - 1))
      const slot = encodeSlot(given)
      expect(isLive(slot, given.token, nowMs)).toBe(given.leased && given.visibleAtMs > nowMs)
    }),
  )
})

test('the lease of another is not live by our token, however late it ends', () => {
  fc.assert(
    fc.property(delivery, token, (given, other) => {
      fc.pre(other !== given.token)
      expect(isLive(encodeSlot({ ...given, leased: true }), other, 0)).toBe(false)
    }),
  )
})

test('a time before 1970 is over, and keeps the width of the others', () => {
  const slot = encodeSlot({ token: 'AbCdEfGh', leased: true, visibleAtMs: -1, attempts: 1 })
  expect(decodeSlot(slot, 0).visibleAtMs).toBe(0)
  expect(isLive(slot, 'AbCdEfGh', 0)).toBe(false)
})

test('a slot is as wide as a block leaves room for, for years and for a thousand hand-overs', () => {
  const firstLeasedAtMs = Date.UTC(2030, 0, 1)
  const leasedAtMs = firstLeasedAtMs + 15 * 86_400_000
  const slot = encodeSlot({
    token: 'AbCdEfGh',
    leased: true,
    visibleAtMs: leasedAtMs,
    attempts: 1000,
    firstLeasedAtMs,
    leasedAtMs,
  })
  expect(slot.length).toBeLessThanOrEqual(leasedSlotBytes)
})
