import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anEnvelope, startMs } from '../../../test/fixtures.ts'
import { answerBytes } from '../../domain/envelope.ts'
import { formatId } from '../../domain/id.ts'
import { decodeHeads, encodeHeads, type Head, headOf } from './heads.ts'

const ms = fc.integer({ min: 0, max: 9_999_999_999_999 })
const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatId)
const field = fc.stringMatching(/^[0-9a-zA-Z_-]{0,8}$/)
// What a newer release wrote at the end: the last field of it says something.
const rest = fc
  .tuple(fc.array(field, { maxLength: 3 }), fc.stringMatching(/^\w{1,8}$/))
  .map(([some, last]) => [...some, last])
const head: fc.Arbitrary<Head> = fc
  .record(
    {
      sentAtMs: ms,
      readyAtMs: ms,
      bytes: fc.nat(2_000_000),
      life: ms,
      id,
      attemptsMax: fc.integer({ min: 1, max: 1_000 }),
      attemptsBefore: fc.integer({ min: 1, max: 1_000 }),
      retainedFromMs: ms,
      rest,
    },
    { requiredKeys: ['sentAtMs', 'readyAtMs', 'bytes'] },
  )
  .map(({ life, ...given }) => (life === undefined ? given : { ...given, expiresAtMs: given.sentAtMs + life }))

test('heads come back as they were, fields of a newer release included', () => {
  fc.assert(
    fc.property(fc.array(head, { minLength: 1, maxLength: 16 }), ms, (given, readyAtMs) => {
      expect(decodeHeads(encodeHeads(given, readyAtMs), readyAtMs)).toEqual(given)
    }),
  )
})

test('a head says what a message brings, and nothing that it does not', () => {
  const origins = [{ queue: 'orders', reason: 'expired', attempts: 3, atMs: startMs }] as const
  const wish = { attemptsMax: 5, retainedFromMs: startMs + 1, origins }
  expect(headOf(anEnvelope(wish))).toMatchObject({ attemptsMax: 5, retainedFromMs: startMs + 1, attemptsBefore: 3 })
  const plain = headOf(anEnvelope())
  for (const name of ['attemptsMax', 'retainedFromMs', 'attemptsBefore']) expect(plain).not.toHaveProperty(name)
})

test('fields that this release does not know are kept where they stand', () => {
  const text = `1.${startMs.toString(36)},5k,5k........1a..9z`
  const heads = decodeHeads(text, startMs)
  expect(heads.map(one => one.rest)).toEqual([undefined, ['1a', '', '9z']])
  expect(encodeHeads(heads, startMs)).toBe(text)
})

test('what sixteen messages of one call have in common is said once', () => {
  const same = { sentAtMs: startMs, readyAtMs: startMs, bytes: 200 }
  expect(
    encodeHeads(
      Array.from({ length: 16 }, () => same),
      startMs,
    ),
  ).toBe(`1.${startMs.toString(36)}${',5k'.repeat(16)}`)
})

test('an expiry at the very moment of sending is one', () => {
  const given = { sentAtMs: startMs, readyAtMs: startMs, bytes: 1, expiresAtMs: startMs }
  expect(decodeHeads(encodeHeads([given], startMs), startMs)).toEqual([given])
})

test('heads of a version yet unknown are not guessed at', () => {
  expect(() => decodeHeads(`2.${startMs.toString(36)},5k`, startMs)).toThrow('version 2')
})

test('the head of a message says what it adds to an answer', () => {
  const envelope = anEnvelope({ body: '"quoted"', delayMs: 50, expiresAtMs: startMs + 9 })
  const bytes = answerBytes(envelope)
  expect(headOf(envelope)).toEqual({ sentAtMs: startMs, readyAtMs: startMs + 50, expiresAtMs: startMs + 9, bytes })
})
