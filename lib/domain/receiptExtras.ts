import type { Envelope } from './envelope.ts'
import { attemptsBefore } from './origin.ts'
import type { RetryPolicy } from './retryPolicy.ts'

/** What only some receipts carry, so that a nack need not ask the store for it. */
export type ReceiptExtras = {
  /** The message's own retry policy. */
  retry?: RetryPolicy | undefined
  /** Hand-overs before the message was moved aside, from 1: its delays begin anew. */
  attemptsBefore?: number | undefined
}

export function extrasOf(envelope: Envelope): ReceiptExtras {
  const { retry } = envelope
  const before = attemptsBefore(envelope)
  return { ...(retry !== undefined && { retry }), ...(before > 0 && { attemptsBefore: before }) }
}

// Each: a letter, its length in bytes (2, big endian), JSON in ASCII. Letters that are not known are passed over, and so is
// what does not look like this.
const letters = { retry: 'y', attemptsBefore: 'b' } as const
const names = Object.keys(letters) as (keyof ReceiptExtras)[]
const prefixBytes = 3

/** As characters of latin1; nothing where there is nothing to carry. */
export const writeExtras = (extras: ReceiptExtras): string =>
  names
    .map(name => (extras[name] === undefined ? '' : writeExtra(letters[name], JSON.stringify(extras[name]))))
    .join('')

const writeExtra = (letter: string, text: string): string =>
  letter + String.fromCharCode(text.length >> 8, text.length & 0xff) + text

export function readExtras(text: string): ReceiptExtras {
  const extras: ReceiptExtras = {}
  for (let start = 0; start + prefixBytes <= text.length; ) {
    const end = start + prefixBytes + text.charCodeAt(start + 1) * 256 + text.charCodeAt(start + 2)
    if (end > text.length) break
    const name = names.find(known => letters[known] === text[start])
    if (name !== undefined) extras[name] = JSON.parse(text.slice(start + prefixBytes, end))
    start = end
  }
  return extras
}
