import type { RetryPolicy } from './retryPolicy.ts'

/** What only some receipts carry. */
export type ReceiptExtras = {
  /** The message's own retry policy, so that a nack need not ask the store for it. */
  retry?: RetryPolicy | undefined
}

// Each: a letter, its length in bytes (2, big endian), JSON in ASCII. Letters that are not known are passed over, and so is
// what does not look like this.
const retryLetter = 'y'
const prefixBytes = 3

/** As characters of latin1; nothing where there is nothing to carry. */
export const writeExtras = ({ retry }: ReceiptExtras): string =>
  retry === undefined ? '' : writeExtra(retryLetter, JSON.stringify(retry))

const writeExtra = (letter: string, text: string): string =>
  letter + String.fromCharCode(text.length >> 8, text.length & 0xff) + text

export function readExtras(text: string): ReceiptExtras {
  for (let start = 0; start + prefixBytes <= text.length; ) {
    const end = start + prefixBytes + text.charCodeAt(start + 1) * 256 + text.charCodeAt(start + 2)
    if (end > text.length) return {}
    if (text[start] === retryLetter) return { retry: JSON.parse(text.slice(start + prefixBytes, end)) as RetryPolicy }
    start = end
  }
  return {}
}
