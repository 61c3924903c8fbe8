import { answerBytes, type Envelope } from '../../domain/envelope.ts'
import { parseId } from '../../domain/id.ts'
import { attemptsBefore } from '../../domain/origin.ts'

/** What must be known of a message to judge it and to choose by size, without reading its body. */
export type Head = {
  sentAtMs: number
  /** The message's own ready time; the block's may be later (a nack moved it). */
  readyAtMs: number
  expiresAtMs?: number | undefined
  /** What it adds to an answer. */
  bytes: number
  /** Its id, when the place it lies at does not give it. */
  id?: string | undefined
  attemptsMax?: number | undefined
  /** Hand-overs that count no more: it was moved aside after them. */
  attemptsBefore?: number | undefined
  retainedFromMs?: number | undefined
  /** Fields that a newer release wrote. */
  rest?: readonly string[] | undefined
}

// Text, readable in the console: version · sent time of the first message, then one entry a message, fields at their
// end left out when empty:  1.mk3k2h1s,5k,5k.1aqyo,5k...-1s.AbCdEf…
//   size · expiry less sent · sent less the first's · ready less the block's · id (22 characters of base64url) ·
//   attempts at most · attempts that count no more · start of retention less sent · …
// All numbers are base 36.
const version = '1'

const delta = (value: number): string => (value === 0 ? '' : value.toString(36))
const optional = (value: number | undefined, less = 0): string =>
  value === undefined ? '' : (value - less).toString(36)
const parseDelta = (text: string | undefined): number => (text ? parseInt(text, 36) : 0)
const shortId = (id: string): string => parseId(id)!.toString('base64url')
const longId = (text: string): string =>
  Buffer.from(text, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')

function encodeHead(head: Head, sentAtMs: number, blockReadyAtMs: number): string {
  const fields = [
    head.bytes.toString(36),
    optional(head.expiresAtMs, head.sentAtMs),
    delta(head.sentAtMs - sentAtMs),
    delta(head.readyAtMs - blockReadyAtMs),
    head.id === undefined ? '' : shortId(head.id),
    optional(head.attemptsMax),
    delta(head.attemptsBefore ?? 0),
    optional(head.retainedFromMs, head.sentAtMs),
    ...(head.rest ?? []),
  ]
  return fields.join('.').replace(/\.+$/, '')
}

/** For a block that is ready at `blockReadyAtMs`. */
export function encodeHeads(heads: readonly Head[], blockReadyAtMs: number): string {
  const { sentAtMs } = heads[0]!
  const entries = heads.map(head => encodeHead(head, sentAtMs, blockReadyAtMs))
  return [`${version}.${sentAtMs.toString(36)}`, ...entries].join(',')
}

function decodeHead(text: string, firstSentAtMs: number, blockReadyAtMs: number): Head {
  const [bytes, expiry, sent, ready, id, attemptsMax, before, retained, ...rest] = text.split('.')
  const sentAtMs = firstSentAtMs + parseDelta(sent)
  const head: Head = { sentAtMs, readyAtMs: blockReadyAtMs + parseDelta(ready), bytes: parseInt(bytes!, 36) }
  if (expiry) head.expiresAtMs = sentAtMs + parseInt(expiry, 36)
  if (id) head.id = longId(id)
  if (attemptsMax) head.attemptsMax = parseInt(attemptsMax, 36)
  if (before) head.attemptsBefore = parseInt(before, 36)
  if (retained) head.retainedFromMs = sentAtMs + parseInt(retained, 36)
  if (rest.length > 0) head.rest = rest
  return head
}

/** Whether this code knows the version of these heads; a newer program may have written others. */
export const areReadable = (text: string): boolean => text.startsWith(`${version}.`)

/** Throws on a version that this code does not know: that is a newer program's data, not input. */
export function decodeHeads(text: string, blockReadyAtMs: number): Head[] {
  const [first, ...entries] = text.split(',')
  const [found, sent] = first!.split('.')
  if (found !== version) throw new Error(`Heads of version ${found} cannot be read by this release.`)
  return entries.map(entry => decodeHead(entry, parseInt(sent!, 36), blockReadyAtMs))
}

export function headOf(envelope: Envelope, id?: string): Head {
  const { sentAtMs, readyAtMs, expiresAtMs, attemptsMax, retainedFromMs } = envelope
  const head: Head = { sentAtMs, readyAtMs, expiresAtMs, bytes: answerBytes(envelope), id }
  if (attemptsMax !== undefined) head.attemptsMax = attemptsMax
  if (retainedFromMs !== undefined) head.retainedFromMs = retainedFromMs
  if (attemptsBefore(envelope) > 0) head.attemptsBefore = attemptsBefore(envelope)
  return head
}
