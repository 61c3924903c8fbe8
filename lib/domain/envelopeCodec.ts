import type { Attribute, Attributes, Envelope } from './envelope.ts'
import type { Origin } from './origin.ts'
import type { RetryPolicy } from './retryPolicy.ts'
import type { TopicOrigin } from './topicOrigin.ts'

// Layout: version (1 byte) · length of the head (4 bytes, big endian) · head (JSON, UTF-8) · body.
// A newer writer may add fields to the head: they are kept in `rest` and written back.
const version = 1
const prefixBytes = 5

type PackedAttribute = [name: string, type: 's' | 'n' | 'b', value: string, label?: string]
type PackedOrigin = [queue: string, reason: string, attempts: number, atMs: number, text?: string]
type PackedTopic = [
  name: string,
  messageId: string,
  tag?: string | null,
  subscription?: string | null,
  pending?: readonly string[],
]
type Head = {
  c?: PackedTopic
  k?: 'b'
  s: number
  r: number
  x?: number
  a?: PackedAttribute[]
  d?: string
  f?: number
  g?: string
  m?: number
  n?: 1
  p?: number
  o?: PackedOrigin[]
  i?: string
  t?: string
  y?: RetryPolicy
}

const letters = { string: 's', number: 'n', binary: 'b' } as const
const types = { s: 'string', n: 'number', b: 'binary' } as const

function packAttribute([name, { type, value, label }]: [string, Attribute]): PackedAttribute {
  const text = typeof value === 'string' ? value : Buffer.from(value).toString('base64')
  return label === undefined ? [name, letters[type], text] : [name, letters[type], text, label]
}

function unpackAttribute([name, letter, text, label]: PackedAttribute): [string, Attribute] {
  const attribute: Attribute =
    letter === 'b' ? { type: 'binary', value: Buffer.from(text, 'base64') } : { type: types[letter], value: text }
  return [name, label === undefined ? attribute : { ...attribute, label }]
}

const packOrigin = ({ queue, reason, attempts, atMs, text }: Origin): PackedOrigin =>
  text === undefined ? [queue, reason, attempts, atMs] : [queue, reason, attempts, atMs, text]

const unpackOrigin = ([queue, reason, attempts, atMs, text]: PackedOrigin): Origin => ({
  queue,
  reason: reason as Origin['reason'],
  attempts,
  atMs,
  ...(text !== undefined && { text }),
})

function packTopic({ name, messageId, tag, subscription, pending }: TopicOrigin): PackedTopic {
  if (pending !== undefined) return [name, messageId, tag ?? null, subscription ?? null, pending]
  if (subscription !== undefined) return [name, messageId, tag ?? null, subscription]
  return tag === undefined ? [name, messageId] : [name, messageId, tag]
}

const unpackTopic = ([name, messageId, tag, subscription, pending]: PackedTopic): TopicOrigin => ({
  name,
  messageId,
  ...(tag != null && { tag }),
  ...(subscription != null && { subscription }),
  ...(pending !== undefined && { pending }),
})

function packHead(envelope: Envelope): Head {
  const { kind, sentAtMs, readyAtMs, expiresAtMs, attributes, groupId, deduplicationId, rest } = envelope
  const { retainedFromMs, attemptsMax, origins, originId, priority, retry, topic, trace, yields } = envelope
  const head: Head = { ...rest, s: sentAtMs, r: readyAtMs }
  if (kind === 'binary') head.k = 'b'
  if (expiresAtMs !== undefined) head.x = expiresAtMs
  if (priority !== undefined) head.p = priority
  if (groupId !== undefined) head.g = groupId
  if (deduplicationId !== undefined) head.d = deduplicationId
  const entries = Object.entries(attributes)
  if (entries.length > 0) head.a = entries.map(packAttribute)
  if (retainedFromMs !== undefined) head.f = retainedFromMs
  if (attemptsMax !== undefined) head.m = attemptsMax
  if (yields === true) head.n = 1
  if (origins !== undefined) head.o = origins.map(packOrigin)
  if (originId !== undefined) head.i = originId
  if (retry !== undefined) head.y = retry
  if (trace !== undefined) head.t = trace
  if (topic !== undefined) head.c = packTopic(topic)
  return head
}

/** Envelope to bytes; {@link decodeEnvelope} gives back an equal one. */
export function encodeEnvelope(envelope: Envelope): Buffer {
  const head = JSON.stringify(packHead(envelope))
  const headBytes = Buffer.byteLength(head)
  const bytes = Buffer.allocUnsafe(prefixBytes + headBytes + envelope.body.length)
  bytes[0] = version
  bytes.writeUInt32BE(headBytes, 1)
  bytes.write(head, prefixBytes)
  bytes.set(envelope.body, prefixBytes + headBytes)
  return bytes
}

/** Bytes to envelope. Throws on a version that this code does not know: that is a newer program's data, not input. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  if (bytes[0] !== version) throw new Error(`An envelope of version ${bytes[0]} cannot be read by this release.`)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const bodyAt = prefixBytes + buffer.readUInt32BE(1)
  const text = buffer.toString('utf8', prefixBytes, bodyAt)
  const { k, s, r, x, a, c, d, f, g, i, m, n, o, p, t, y, ...rest } = JSON.parse(text) as Head
  const attributes: Attributes = a === undefined ? {} : Object.fromEntries(a.map(unpackAttribute))
  const envelope: Envelope = {
    body: buffer.subarray(bodyAt),
    kind: k === 'b' ? 'binary' : 'text',
    attributes,
    sentAtMs: s,
    readyAtMs: r,
  }
  if (x !== undefined) envelope.expiresAtMs = x
  if (g !== undefined) envelope.groupId = g
  if (d !== undefined) envelope.deduplicationId = d
  if (f !== undefined) envelope.retainedFromMs = f
  if (m !== undefined) envelope.attemptsMax = m
  if (n !== undefined) envelope.yields = true
  if (o !== undefined) envelope.origins = o.map(unpackOrigin)
  if (i !== undefined) envelope.originId = i
  if (p !== undefined) envelope.priority = p
  if (y !== undefined) envelope.retry = y
  if (t !== undefined) envelope.trace = t
  if (c !== undefined) envelope.topic = unpackTopic(c)
  if (Object.keys(rest).length > 0) envelope.rest = rest
  return envelope
}
