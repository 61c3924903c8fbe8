import { type Attributes, type Envelope, sizeOf } from './envelope.ts'
import { limits } from './limits.ts'
import { contentId } from './ordered.ts'
import { groupProblems, turnProblems } from './orderedMessage.ts'
import { keptPriority } from './priority.ts'
import { type FieldProblem, invalid } from './problem.ts'
import type { QueueSettings } from './queue.ts'
import { type RetryPolicy, retryProblems } from './retryPolicy.ts'

/** One message as a publisher hands it in, by whatever protocol. */
export type NewMessage = {
  body: Uint8Array
  kind: 'text' | 'binary'
  attributes?: Attributes | undefined
  /** Seconds from now, 0 to 315,360,000; wins over the queue's own delay, with 0 too. Not together with deliverAtMs. */
  delaySeconds?: number | undefined
  /** An absolute time, at most ten years ahead; a time that has passed means now. */
  deliverAtMs?: number | undefined
  /** Seconds from the publish, 1 to 316,656,000; has to reach past the delay. */
  expiresInSeconds?: number | undefined
  /** 1 to 128 characters of U+21 to U+7E; an ordered queue asks for one. */
  groupId?: string | undefined
  /** 1 to 128 characters of U+21 to U+7E; only for ordered queues. */
  deduplicationId?: string | undefined
  /** 1 to 16, 1 first; absent: 8. */
  priority?: number | undefined
  /** Hand-overs before it is moved to the dead-letter queue, 1 to 1,000; wins over the queue's own. */
  attemptsMax?: number | undefined
  /** Its own retry policy, which goes before the queue's. */
  retry?: RetryPolicy | undefined
  /** The publisher's tracing context, as a line of X-Ray's (trace.ts). */
  trace?: string | undefined
}

/** When a message that is published now may first be received. */
export function readyAtMs(
  message: Pick<NewMessage, 'delaySeconds' | 'deliverAtMs'>,
  queueDelaySeconds: number,
  nowMs: number,
): number {
  if (message.deliverAtMs !== undefined) return Math.max(nowMs, message.deliverAtMs)
  return nowMs + (message.delaySeconds ?? queueDelaySeconds) * 1000
}

/** The delivery time has to lie within ten years and before the message's own expiry. */
export function timeProblems(
  { readyAtMs, expiresAtMs }: Pick<Envelope, 'readyAtMs' | 'expiresAtMs'>,
  message: Pick<NewMessage, 'deliverAtMs' | 'expiresInSeconds'>,
  nowMs: number,
): FieldProblem[] {
  const latestMs = nowMs + limits.delaySecondsMax * 1000
  const problems: FieldProblem[] = []
  if (readyAtMs > latestMs)
    problems.push({
      path: ['deliverAt'],
      detail: 'lies more than ten years ahead',
      limit: new Date(latestMs).toISOString(),
      got: message.deliverAtMs === undefined ? undefined : toInstant(message.deliverAtMs),
    })
  if (expiresAtMs !== undefined && expiresAtMs <= readyAtMs)
    problems.push({
      path: ['expiresInSeconds'],
      detail: 'ends before the message may be delivered',
      limit: `> ${Math.ceil((readyAtMs - nowMs) / 1000)}`,
      got: message.expiresInSeconds,
    })
  return problems
}

const toInstant = (ms: number): string | number => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : ms)

// What XML 1.0 can carry, which is also what SQS takes in a string value (its reference, "Characters").
const carriable = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u

function attributeProblems(attributes: Attributes): FieldProblem[] {
  return Object.entries(attributes)
    .filter(([, { value }]) => typeof value === 'string' && !carriable.test(value))
    .map(([name]) => ({
      path: ['attributes', name, 'value'],
      detail: 'has a character that not every protocol can carry; send it as binary',
      limit: '#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]',
    }))
}

/** What takes the message, as problems call it. */
type Taker = 'queue' | 'topic'

function sizeProblems(envelope: Envelope, bytesMax: number, taker: Taker): FieldProblem[] {
  const bytes = sizeOf(envelope)
  if (bytes <= bytesMax) return []
  return [
    {
      path: [],
      detail: `is larger than the ${taker} takes, in bytes, body and attributes together`,
      limit: bytesMax,
      got: bytes,
    },
  ]
}

/** Where nobody would look at it, a limit of a message's own is a mistake. */
export function attemptsProblems(
  { attemptsMax }: Pick<Envelope, 'attemptsMax'>,
  { deadLetter, ordered }: QueueSettings,
): FieldProblem[] {
  const hasLimit = deadLetter !== undefined || ordered?.parkAfterAttempts !== undefined
  if (attemptsMax === undefined || hasLimit) return []
  return [{ path: ['maxAttempts'], detail: 'needs a queue that has a dead-letter queue, or parks', got: attemptsMax }]
}

function toEnvelope(message: NewMessage, settings: QueueSettings, nowMs: number): Envelope {
  const { body, kind, attributes = {}, expiresInSeconds, groupId, priority } = message
  const envelope: Envelope = {
    body,
    kind,
    attributes,
    sentAtMs: nowMs,
    readyAtMs: readyAtMs(message, settings.delaySeconds, nowMs),
    ...keptPriority(priority),
  }
  if (expiresInSeconds !== undefined) envelope.expiresAtMs = nowMs + expiresInSeconds * 1000
  if (groupId !== undefined) envelope.groupId = groupId
  const deduplicationId = message.deduplicationId ?? contentIdOf(body, settings)
  if (deduplicationId !== undefined) envelope.deduplicationId = deduplicationId
  if (message.attemptsMax !== undefined) envelope.attemptsMax = message.attemptsMax
  if (message.retry !== undefined) envelope.retry = message.retry
  if (message.trace !== undefined) envelope.trace = message.trace
  return envelope
}

const contentIdOf = (body: Uint8Array, { ordered }: QueueSettings): string | undefined =>
  ordered?.deduplication.contentBased ? contentId(body) : undefined

/** What is wrong with one envelope, wherever it came from: a publish or an edit. Paths start at the message. */
export const envelopeProblems = (
  envelope: Envelope,
  settings: QueueSettings,
  taker: Taker = 'queue',
): FieldProblem[] => [
  ...attributeProblems(envelope.attributes),
  ...sizeProblems(envelope, settings.maxMessageBytes, taker),
  ...retryProblems(envelope.retry),
]

const problemsOf = (
  envelope: Envelope,
  message: NewMessage,
  settings: QueueSettings,
  nowMs: number,
): FieldProblem[] => [
  ...envelopeProblems(envelope, settings),
  ...attemptsProblems(envelope, settings),
  ...timeProblems(envelope, message, nowMs),
  ...groupProblems(message, settings),
  ...turnProblems(message, settings),
]

/** The envelopes of one publish call: all of them, or InvalidInput naming every field that is wrong. */
export function newEnvelopes(messages: readonly NewMessage[], settings: QueueSettings, nowMs: number): Envelope[] {
  const envelopes = messages.map(message => toEnvelope(message, settings, nowMs))
  const problems = envelopes.flatMap((envelope, index) =>
    problemsOf(envelope, messages[index]!, settings, nowMs).map(problem => ({
      ...problem,
      path: ['messages', index, ...problem.path],
    })),
  )
  const bytes = envelopes.reduce((sum, envelope) => sum + sizeOf(envelope), 0)
  if (bytes > limits.messageBytesMax && problems.length === 0)
    problems.push({
      path: ['messages'],
      detail: 'are too large together, in bytes',
      limit: limits.messageBytesMax,
      got: bytes,
    })
  if (problems.length > 0) throw invalid(...problems)
  return envelopes
}
