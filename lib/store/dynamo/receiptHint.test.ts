import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeHint, encodeHint } from './receiptHint.ts'

const slots = fc.uniqueArray(fc.integer({ min: 0, max: 15 })).map(some => some.sort((a, b) => a - b))
const place = fc.option(fc.stringMatching(/^[0-9a-f-]{36}$/), { nil: undefined })

test('a hint comes back as it was', () => {
  fc.assert(
    fc.property(slots, place, (given, where) => {
      expect(decodeHint(encodeHint({ slots: given, place: where }))).toEqual({ slots: given, place: where })
    }),
  )
})

test.each([[undefined], [''], ['words']])('%j tells nothing', text => {
  expect(decodeHint(text)).toEqual({ slots: [], place: undefined })
})

test('a hint never names a slot that a block cannot have', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      expect(Math.max(0, ...decodeHint(text).slots)).toBeLessThan(16)
    }),
  )
})
