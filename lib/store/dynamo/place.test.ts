import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatId } from '../../domain/id.ts'
import { formatPlace, type Place, parsePlace } from './place.ts'

const hexDigits = (count: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${count}}$`))

const place: fc.Arbitrary<Place> = fc.record({
  level: fc.integer({ min: 2, max: 33 }).map(halves => halves / 2),
  lane: fc.integer({ min: 0, max: 63 }),
  readyAtMs: fc.integer({ min: 0, max: 9_999_999_999_999 }),
  nonce: hexDigits(14),
  index: fc.integer({ min: 0, max: 15 }),
})

test('every place comes back from its id', () => {
  fc.assert(
    fc.property(place, given => {
      expect(parsePlace(formatPlace(given))).toEqual(given)
    }),
  )
})

test('two places have two ids', () => {
  fc.assert(
    fc.property(place, place, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other))
      expect(formatPlace(one)).not.toBe(formatPlace(other))
    }),
  )
})

test('an id is a UUID of version 8', () => {
  fc.assert(
    fc.property(place, given => {
      expect(formatPlace(given)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }),
  )
})

test('whatever is read as a place is an id that was written for it', () => {
  const anyId = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatId)
  fc.assert(
    fc.property(fc.oneof(anyId, fc.string(), hexDigits(36)), text => {
      const found = parsePlace(text)
      expect(found === undefined || formatPlace(found) === text).toBe(true)
    }),
  )
})

const known = formatPlace({ level: 8, lane: 3, readyAtMs: 1_767_225_600_000, nonce: '0123456789abcd', index: 5 })

test('an id that stands in the world already means the same place for ever', () => {
  expect(known).toBe('019b76da-a800-8703-9401-23456789abcd')
  expect(parsePlace(known.replace('-94', '-95'))).toEqual({ ...parsePlace(known), level: 8.5 })
})

test.each([
  ['nothing', ''],
  ['an id and more', `${known}0`],
  ['large letters', known.toUpperCase()],
  ['another version of UUID', known.replace('-87', '-47')],
  ['a kind that a newer release may write', known.replace('-8703-', '-8743-')],
  ['bits that stand for nothing yet', known.replace('-94', '-96')],
])('%s is no place', (_what, text) => {
  expect(text).not.toBe(known)
  expect(parsePlace(text)).toBeUndefined()
})
