import { expect, test } from 'vitest'
import { anEnvelope, aReceipt } from '../../test/fixtures.ts'
import { Keyring } from './keyring.ts'
import { openReceipt, type Receipt, sealReceipt } from './receipt.ts'
import { extrasOf, readExtras, writeExtras } from './receiptExtras.ts'
import type { RetryPolicy } from './retryPolicy.ts'

const keyring = new Keyring([{ id: '00000001', secret: new Uint8Array(32).fill(1) }])

const longest: RetryPolicy = { kind: 'table', delaysSeconds: Array(16).fill(604_800), jitter: 0.12345678901234566 }

test.each([
  ['alone', aReceipt],
  ['behind the words of the store', { ...aReceipt, at: '0.00 1767225600000.n\u00ff' }],
])('the longest policy travels %s, in a text that a nack takes', (_, given) => {
  const text = sealReceipt({ ...given, retry: longest }, keyring)
  expect(text).toMatch(/^[\w-]{1,600}$/)
  expect(openReceipt(text, keyring)).toEqual({ ...given, retry: longest })
})

test('a receipt without a policy is not a byte longer than before', () => {
  expect(writeExtras(aReceipt)).toBe('')
  expect(sealReceipt({ ...aReceipt, retry: undefined }, keyring)).toBe(sealReceipt(aReceipt, keyring))
})

test('what a newer release put before or behind it is passed over', () => {
  const mine = writeExtras({ retry: longest })
  expect(readExtras(`q\0\u0004more${mine}z\0\u0001x`)).toEqual({ retry: longest })
  expect(readExtras(`q\u0001\0${'x'.repeat(256)}${mine}`)).toEqual({ retry: longest })
})

test('a policy beyond the limits of today travels as well', () => {
  const retry: RetryPolicy = { kind: 'table', delaysSeconds: Array(100).fill(604_800) }
  expect(readExtras(writeExtras({ retry }))).toEqual({ retry })
})

test('hand-overs before a move travel beside a policy, or alone', () => {
  for (const extras of [{ attemptsBefore: 3 }, { retry: longest, attemptsBefore: 1_000_000 }]) {
    const text = sealReceipt({ ...aReceipt, ...extras }, keyring)
    expect(text.length).toBeLessThan(600)
    expect(openReceipt(text, keyring)).toEqual({ ...aReceipt, ...extras })
  }
})

test('a message that was never moved aside, or was redriven, carries no count', () => {
  const origin = { queue: 'orders', reason: 'nacked', attempts: 3, atMs: 0 } as const
  expect(extrasOf(anEnvelope())).toEqual({})
  expect(extrasOf(anEnvelope({ origins: [origin] }))).toEqual({ attemptsBefore: 3 })
  expect(extrasOf(anEnvelope({ origins: [{ ...origin, attempts: 0 }] }))).toEqual({})
  expect(extrasOf(anEnvelope({ origins: [origin, { ...origin, reason: 'redriven' }] }))).toEqual({})
})

test('what was cut off is nothing', () => {
  const mine = writeExtras({ retry: longest })
  for (let length = 0; length < mine.length; length++) expect(readExtras(mine.slice(0, length))).toEqual({})
})

// Handed out by version 1: a release must not turn what consumers hold into nothing.
const golden =
  'AAAAAQEAESIzRFWGd4iZqrvM3e7_AAAAA__u3cy7qomYh3ZVRDMiEQAAAAACAZt22qgAAZt22ruICGFiY2RFRi1fAHkAIXsia2lu' +
  'ZCI6ImZpeGVkIiwiZGVsYXlTZWNvbmRzIjo1fUaPvdyQBdzufNPuwgGobVM'

test('the receipts with a policy that version 1 handed out are still those', () => {
  const given: Receipt = { ...aReceipt, retry: { kind: 'fixed', delaySeconds: 5 } }
  expect(sealReceipt(given, keyring)).toBe(golden)
  expect(openReceipt(golden, keyring)).toEqual(given)
})
