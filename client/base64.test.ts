import { expect, test } from 'vitest'
import { fromBase64, toBase64 } from './base64.ts'
import { bodyBytes, bodyText } from './body.ts'

const everyByte = Uint8Array.from({ length: 20_000 }, (_, index) => index % 256)

test.each([0, 1, 2, 3, 20_000])('%i bytes come back as they went', count => {
  const bytes = everyByte.subarray(0, count)
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
  expect(fromBase64(toBase64(bytes))).toEqual(Uint8Array.from(bytes))
})

test('an engine that brings its own is asked first', () => {
  expect(toBase64(Object.assign(Uint8Array.of(1), { toBase64: () => 'built in' }))).toBe('built in')
})

test('a body is read as bytes or as text, whichever way it came', () => {
  const text = { body: 'grüße', bodyEncoding: 'text' } as const
  const bytes = { body: toBase64(new TextEncoder().encode('grüße')), bodyEncoding: 'base64' } as const
  expect([bodyText(text), bodyText(bytes)]).toEqual(['grüße', 'grüße'])
  expect([bodyBytes(text), bodyBytes(bytes)].map(body => Buffer.from(body).toString())).toEqual(['grüße', 'grüße'])
})
