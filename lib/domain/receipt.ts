import { formatId, writeId } from './id.ts'
import type { Keyring } from './keyring.ts'
import { type ReceiptExtras, readExtras, writeExtras } from './receiptExtras.ts'

/** Proof of one lease: which message, and the token that the lease gave it. */
export type Receipt = ReceiptExtras & {
  queueUid: string
  generation: number
  id: string
  /** The token of the lease; empty for a message that was never leased (the handle of a delayed send). */
  token: string
  /** Hand-overs when it was issued, this one included. */
  attempts: number
  firstLeasedAtMs: number
  leasedAtMs: number
  /** Where the store keeps the message, in the store's own words: opaque, at most 200 characters of latin1. */
  at?: string | undefined
}

// Layout: version (1) · queue uid (16) · generation (4) · message id (16) · attempts (4) · first leased, leased (6 each) ·
// length of the token (1) · token · perhaps the length of `at` (1) · at · perhaps extras (see receiptExtras.ts) · whatever a newer release appends.
const version = 1
const fixedBytes = 54

/** The text a consumer holds: URL-safe, about 110 characters and four for every three of `at`, tamper-proof. */
export function sealReceipt(receipt: Receipt, keyring: Keyring): string {
  const { token, at = '' } = receipt
  const tokenEnd = fixedBytes + token.length
  const extras = writeExtras(receipt)
  const more = at + extras === '' ? '' : `${String.fromCharCode(at.length)}${at}${extras}`
  const bytes = Buffer.allocUnsafe(tokenEnd + more.length)
  bytes[0] = version
  writeId(receipt.queueUid, bytes, 1)
  bytes.writeUInt32BE(receipt.generation, 17)
  writeId(receipt.id, bytes, 21)
  bytes.writeUInt32BE(receipt.attempts, 37)
  bytes.writeUIntBE(receipt.firstLeasedAtMs, 41, 6)
  bytes.writeUIntBE(receipt.leasedAtMs, 47, 6)
  bytes[53] = token.length
  bytes.write(token, fixedBytes, 'latin1')
  bytes.write(more, tokenEnd, 'latin1')
  return keyring.seal('receipt', bytes)
}

/** The receipt in a text that this installation sealed; undefined for any other text. */
export function openReceipt(text: string, keyring: Keyring): Receipt | undefined {
  const bytes = keyring.open('receipt', text)
  if (bytes === undefined || bytes[0] !== version) return undefined
  const tokenEnd = fixedBytes + bytes[53]!
  const at = bytes.toString('latin1', tokenEnd + 1, tokenEnd + 1 + (bytes[tokenEnd] ?? 0))
  return {
    queueUid: formatId(bytes.subarray(1, 17)),
    generation: bytes.readUInt32BE(17),
    id: formatId(bytes.subarray(21, 37)),
    attempts: bytes.readUInt32BE(37),
    firstLeasedAtMs: bytes.readUIntBE(41, 6),
    leasedAtMs: bytes.readUIntBE(47, 6),
    token: bytes.toString('latin1', fixedBytes, tokenEnd),
    ...(at !== '' && { at }),
    ...readExtras(bytes.toString('latin1', tokenEnd + 1 + at.length)),
  }
}
