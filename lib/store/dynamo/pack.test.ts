import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anEnvelope } from '../../../test/fixtures.ts'
import { deflate, pack, unpack } from './pack.ts'

const envelope = fc
  .record({ body: fc.uint8Array({ maxLength: 500 }).map(array => Buffer.from(array)), delayMs: fc.nat() })
  .map(anEnvelope)
const envelopes = fc.array(envelope, { minLength: 1, maxLength: 16 })

test('what is packed comes back in its order, deflated or not', () => {
  fc.assert(
    fc.property(envelopes, given => {
      const packed = pack(given)
      expect(unpack(packed)).toEqual(given)
      expect(unpack(deflate(packed))).toEqual(given)
    }),
  )
})

test('it comes back wherever it lies in its buffer', () => {
  fc.assert(
    fc.property(envelopes, fc.nat(20), (given, offset) => {
      const packed = pack(given)
      const among = Buffer.concat([Buffer.alloc(offset, 7), packed, Buffer.alloc(5, 7)])
      expect(unpack(new Uint8Array(among.buffer, among.byteOffset + offset, packed.length))).toEqual(given)
    }),
  )
})

test('deflating never makes it larger', () => {
  fc.assert(
    fc.property(envelopes, given => {
      expect(deflate(pack(given)).length).toBeLessThanOrEqual(pack(given).length)
    }),
  )
})

test('what repeats itself gets smaller, what cannot stays as it is', () => {
  const packed = pack([anEnvelope({ body: 'a'.repeat(1000) })])
  expect(deflate(packed).length).toBeLessThan(packed.length / 4)
  expect(packed.subarray(1)).toEqual(inflateRawSync(deflate(packed).subarray(1)))
  const tiny = Buffer.of(1, 9)
  expect(deflate(tiny)).toBe(tiny)
})

test('a form that is not known is not guessed at', () => {
  expect(() => unpack(Buffer.of(3, 0, 0, 0, 0))).toThrow('form 3')
})
