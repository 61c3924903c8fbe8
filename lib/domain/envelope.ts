import { limits } from './limits.ts'
import type { Origin } from './origin.ts'
import type { RetryPolicy } from './retryPolicy.ts'
import type { TopicOrigin } from './topicOrigin.ts'

/**
 * A typed attribute. The label is the part after the full stop in SQS (`Number.cents`), and where other protocols'
 * own types go. A number travels as its decimal text, so that no digit is lost.
 */
export type Attribute =
  | { type: 'string' | 'number'; label?: string | undefined; value: string }
  | { type: 'binary'; label?: string | undefined; value: Uint8Array }

export type Attributes = Readonly<Record<string, Attribute>>

/** What a publisher put in, and when. Never changes but by an edit; the delivery state is kept apart from it. */
export type Envelope = {
  /** As it came, 0 to 1,048,576 bytes. `kind` says whether they are UTF-8 text. */
  body: Uint8Array
  kind: 'text' | 'binary'
  attributes: Attributes
  sentAtMs: number
  /** When it may first be received: the publish plus the delay, moved by a reschedule. */
  readyAtMs: number
  /** The message's own expiry, if it has one. */
  expiresAtMs?: number | undefined
  /** On an ordered queue the messages of a group stay in order; elsewhere no group makes the others wait (noisyGroups.ts). */
  groupId?: string | undefined
  /** Only on ordered queues: the publisher's, or taken from the body. */
  deduplicationId?: string | undefined
  /** 1 to 16, 1 first; absent: 8 (see priority.ts). */
  priority?: number | undefined
  /** Its group was noisy when it was published: it comes after the others of its priority. Absent: it was not. */
  yields?: true | undefined
  /** When its retention starts, where that is not the publish: it was moved aside after it had expired, or redriven. */
  retainedFromMs?: number | undefined
  /** Hand-overs before it is moved aside, where the message brings a number of its own: 1 to 1,000. */
  attemptsMax?: number | undefined
  /** Its way from queue to queue, the last step at the end; at most eight. */
  origins?: readonly Origin[] | undefined
  /** The publisher's tracing context, as a line of X-Ray's (trace.ts); handed on, and nothing is decided by it. Does not count as size. */
  trace?: string | undefined
  /** The id that it had before it was redriven. */
  originId?: string | undefined
  /** Its own retry policy, which goes before the queue's. */
  retry?: RetryPolicy | undefined
  /** Of a copy: the topic that it comes from. */
  topic?: TopicOrigin | undefined
  /** Fields that a newer version wrote: kept as they are. */
  rest?: Readonly<Record<string, unknown>> | undefined
}

const attributeBytes = ([name, { type, label = '', value }]: [string, Attribute]): number =>
  Buffer.byteLength(name) +
  type.length +
  (label ? Buffer.byteLength(label) + 1 : 0) +
  (typeof value === 'string' ? Buffer.byteLength(value) : value.length)

const attributesBytes = (attributes: Attributes): number =>
  Object.entries(attributes).reduce((sum, entry) => sum + attributeBytes(entry), 0)

/** What counts against the size limits: body, and of each attribute name, type and value (SQS's rule). */
export const sizeOf = ({ body, attributes }: Pick<Envelope, 'body' | 'attributes'>): number =>
  body.length + attributesBytes(attributes)

const quote = 0x22
const backslash = 0x5c
const shortEscapes = new Set([0x08, 0x09, 0x0a, 0x0c, 0x0d])

/** What each byte of UTF-8 takes inside a JSON string beyond itself. */
const swellOf = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === quote || byte === backslash || shortEscapes.has(byte)) return 1
  return byte < 0x20 ? 5 : 0
})

/** The bytes that UTF-8 text takes inside a JSON string. */
export function escapedBytes(utf8: Uint8Array): number {
  let bytes = utf8.length
  for (let at = 0; at < utf8.length; at++) bytes += swellOf[utf8[at]!]!
  return bytes
}

const base64Bytes = (bytes: number): number => Math.ceil(bytes / 3) * 4

/** Text that would swell past what an answer carries (a mebibyte of control characters) leaves as base64, marked so. */
export const leavesAsBase64 = ({ kind, body }: Envelope): boolean =>
  kind === 'binary' || (body.length * 6 > limits.answerBytesMax && escapedBytes(body) > 3 * limits.messageBytesMax)

// Field names and the sequence number; the ids may hold quotes and backslashes, which swell to two.
const orderBytes = ({ groupId, deduplicationId }: Envelope): number =>
  (groupId === undefined ? 0 : 64 + 2 * groupId.length) +
  (deduplicationId === undefined ? 0 : 32 + 2 * deduplicationId.length)
// A field of 36 characters with its name.
const originIdBytes = 56

/**
 * What the message adds to a poll's answer, so that a poll can choose by size before it leases. Attributes hold no
 * control characters that swell (see newMessage.ts), so twice their size covers base64 and escapes.
 */
export function answerBytes(envelope: Envelope): number {
  const body = leavesAsBase64(envelope) ? base64Bytes(envelope.body.length) : escapedBytes(envelope.body)
  const origins = (envelope.origins?.length ?? 0) * limits.originBytesMax
  const attributes = 2 * attributesBytes(envelope.attributes)
  const originId = envelope.originId === undefined ? 0 : originIdBytes
  const own = orderBytes(envelope) + retryBytes(envelope) + traceBytes(envelope) + topicBytes(envelope)
  return body + attributes + origins + originId + own + limits.answerBytesPerMessage
}

// One or two fields, of which XML may escape each character with five.
const traceBytes = ({ trace }: Envelope): number => (trace === undefined ? 0 : 256 + 5 * trace.length)

// Field names, the id, and a tag of which each character may swell to six.
const topicBytes = ({ topic }: Envelope): number =>
  topic === undefined ? 0 : 256 + topic.name.length + (topic.subscription?.length ?? 0)

/** Once as it is, and once in the receipt, as base64. */
const retryBytes = ({ retry }: Envelope): number => (retry === undefined ? 0 : 32 + 3 * JSON.stringify(retry).length)
