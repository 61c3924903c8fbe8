import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerBytes, type Envelope, escapedBytes, leavesAsBase64, sizeOf } from './envelope.ts'
import { limits } from './limits.ts'

const anEnvelope = (wish: Partial<Envelope>): Envelope => ({
  body: Buffer.alloc(0),
  kind: 'text',
  attributes: {},
  sentAtMs: 0,
  readyAtMs: 0,
  ...wish,
})

test('the size is body and attributes: name, type, full stop and label, value, in bytes', () => {
  const attributes = {
    blå: { type: 'string', value: '🫐' }, // 4 + 6 + 4
    price: { type: 'number', label: 'cénts', value: '12' }, // 5 + 6 + 1 + 6 + 2
    digest: { type: 'binary', value: Uint8Array.of(1, 2, 3) }, // 6 + 6 + 3
  } as const
  expect(sizeOf({ body: Buffer.alloc(100), attributes })).toBe(100 + 14 + 20 + 15)
})

test('the bytes of a text in JSON are those that JSON.stringify makes', () => {
  const swelling = fc.constantFrom('"', '\\', '\n', '\b', '\0', '\x1f', '\x7f', 'x', 'å')
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: swelling }))
  fc.assert(
    fc.property(text, given => {
      expect(escapedBytes(Buffer.from(given))).toBe(Buffer.byteLength(JSON.stringify(given)) - 2)
    }),
  )
})

test('bytes leave as base64, text as text, unless it would swell past what an answer carries', () => {
  const swelling = Buffer.alloc(limits.messageBytesMax, '\0')
  expect(leavesAsBase64(anEnvelope({ kind: 'binary' }))).toBe(true)
  expect(leavesAsBase64(anEnvelope({ body: Buffer.alloc(limits.messageBytesMax, 'x') }))).toBe(false)
  expect(leavesAsBase64(anEnvelope({ body: Buffer.alloc(limits.messageBytesMax, '"') }))).toBe(false)
  expect(leavesAsBase64(anEnvelope({ body: swelling }))).toBe(true)
  expect(leavesAsBase64(anEnvelope({ body: swelling.subarray(0, 100_000) }))).toBe(false)
})

test('what a message adds to an answer is never counted too small', () => {
  const body = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2_000 }).map(text => Buffer.from(text)),
    fc.constantFrom('\0', '"', 'x').map(letter => Buffer.alloc(limits.messageBytesMax, letter)),
  )
  fc.assert(
    fc.property(body, fc.constantFrom('text' as const, 'binary' as const), (bytes, kind) => {
      const envelope = anEnvelope({ body: bytes, kind })
      const text = bytes.toString(leavesAsBase64(envelope) ? 'base64' : 'utf8')
      expect(answerBytes(envelope)).toBe(Buffer.byteLength(JSON.stringify(text)) - 2 + limits.answerBytesPerMessage)
    }),
    { numRuns: 50 },
  )
})

test('any single message fits into an answer', () => {
  for (const letter of ['\0', '"', 'x', '\n'])
    for (const kind of ['text', 'binary'] as const) {
      const body = Buffer.alloc(limits.messageBytesMax, letter)
      expect(answerBytes(anEnvelope({ kind, body }))).toBeLessThanOrEqual(limits.answerBytesMax)
    }
})

test('a retry policy counts for itself and for the receipt, which carries it as base64', () => {
  const retry = { kind: 'table', delaysSeconds: Array(16).fill(604_800), jitter: 0.12345678901234566 } as const
  const added = answerBytes(anEnvelope({ retry: { ...retry } })) - answerBytes(anEnvelope({}))
  const bytes = JSON.stringify(retry).length
  expect(added).toBeGreaterThan('"retry":,'.length + bytes + Math.ceil(((3 + bytes + 3) * 4) / 3))
  expect(added).toBeLessThan(1_000)
})

test('attributes count twice, which covers base64 and escapes', () => {
  const attributes = { a: { type: 'binary', value: new Uint8Array(100) } } as const
  expect(answerBytes(anEnvelope({ attributes }))).toBe(2 * 107 + limits.answerBytesPerMessage)
})

test('group and ids are counted as they are at the worst, with the number of an ordered message', () => {
  const envelope = anEnvelope({ groupId: '"'.repeat(128), deduplicationId: '\\'.repeat(128) })
  const { groupId, deduplicationId } = envelope
  const added = JSON.stringify({ groupId, deduplicationId, sequence: '0'.repeat(20) }).length
  expect(answerBytes(envelope)).toBeGreaterThanOrEqual(added + limits.answerBytesPerMessage)
  expect(answerBytes(anEnvelope({}))).toBe(limits.answerBytesPerMessage)
  for (const one of [{ groupId: 'g' }, { deduplicationId: 'd' }])
    expect(answerBytes(anEnvelope(one))).toBeGreaterThan(limits.answerBytesPerMessage)
})
