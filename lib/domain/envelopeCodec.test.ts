import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Attribute, Envelope } from './envelope.ts'
import { decodeEnvelope, encodeEnvelope } from './envelopeCodec.ts'
import type { RetryPolicy } from './retryPolicy.ts'

const bytes = fc.uint8Array({ maxLength: 300 }).map(array => Buffer.from(array))
const text = fc.string({ unit: 'binary' })
const ms = fc.integer({ min: 0, max: 8_640_000_000_000_000 })
const attribute: fc.Arbitrary<Attribute> = fc.oneof(
  fc.record(
    { type: fc.constantFrom('string' as const, 'number' as const), value: text, label: text },
    { requiredKeys: ['type', 'value'] },
  ),
  fc.record({ type: fc.constant('binary' as const), value: bytes, label: text }, { requiredKeys: ['type', 'value'] }),
)
const later = fc
  .dictionary(fc.stringMatching(/^later[A-Z]{1,4}$/), fc.jsonValue(), { minKeys: 1, maxKeys: 3 })
  .map((rest): Record<string, unknown> => JSON.parse(JSON.stringify(rest)))
const envelope: fc.Arbitrary<Envelope> = fc.record(
  {
    body: bytes,
    kind: fc.constantFrom('text' as const, 'binary' as const),
    attributes: fc.dictionary(text, attribute, { maxKeys: 10, noNullPrototype: true }),
    sentAtMs: ms,
    readyAtMs: ms,
    expiresAtMs: ms,
    groupId: text,
    deduplicationId: text,
    originId: text,
    trace: text,
    yields: fc.constant(true as const),
    retry: fc.constantFrom<RetryPolicy>(
      { kind: 'fixed', delaySeconds: 5, jitter: 0.25 },
      { kind: 'exponential', firstSeconds: 1, factor: 1.5, maxSeconds: 60 },
      { kind: 'table', delaysSeconds: [1, 60] },
    ),
    topic: fc.record(
      { name: text, messageId: text, tag: text, subscription: text, pending: fc.array(text, { maxLength: 3 }) },
      { requiredKeys: ['name', 'messageId'] },
    ),
    rest: later,
  },
  { requiredKeys: ['body', 'kind', 'attributes', 'sentAtMs', 'readyAtMs'] },
)

test('what is encoded is decoded as it was, fields of a newer version included', () => {
  fc.assert(
    fc.property(envelope, given => {
      expect(decodeEnvelope(encodeEnvelope(given))).toEqual(given)
    }),
  )
})

test('an envelope is decoded wherever it lies in its buffer', () => {
  fc.assert(
    fc.property(envelope, fc.nat(20), (given, offset) => {
      const encoded = encodeEnvelope(given)
      const among = Buffer.concat([Buffer.alloc(offset, 7), encoded, Buffer.alloc(5, 7)])
      const view = new Uint8Array(among.buffer, among.byteOffset + offset, encoded.length)
      expect(Buffer.from(decodeEnvelope(view).body)).toEqual(given.body)
    }),
  )
})

// Written by version 1 and never to be changed: what stores hold today has to be readable for as long as we go on.
const golden =
  '01000000887b226c61746572223a7b22786e223a5b312c2274776f225d7d2c2273223a313736373232353630303030302c2272223a313736' +
  '373232353630353030302c226b223a2262222c2278223a313736373232353639303030302c2261223a5b5b226e222c226e222c2231322e35' +
  '222c2263656e7473225d2c5b2262222c2262222c2241514944225d5d7d00ff80'

const goldenEnvelope: Envelope = {
  body: Buffer.of(0, 255, 128),
  kind: 'binary',
  attributes: {
    n: { type: 'number', value: '12.5', label: 'cents' },
    b: { type: 'binary', value: Buffer.of(1, 2, 3) },
  },
  sentAtMs: 1_767_225_600_000,
  readyAtMs: 1_767_225_605_000,
  expiresAtMs: 1_767_225_690_000,
  rest: { later: { xn: [1, 'two'] } },
}

test('the golden bytes of version 1 stay readable, and are still what is written', () => {
  expect(decodeEnvelope(Buffer.from(golden, 'hex'))).toEqual(goldenEnvelope)
  expect(encodeEnvelope(goldenEnvelope).toString('hex')).toBe(golden)
})

test('a version that is not known is refused, not guessed at', () => {
  const newer = encodeEnvelope(goldenEnvelope)
  newer[0] = 2
  expect(() => decodeEnvelope(newer)).toThrow('version 2')
})
