import * as v from 'valibot'
import { type Attributes, type Envelope, leavesAsBase64 } from '../../domain/envelope.ts'
import { expiresAtMs } from '../../domain/judge.ts'
import { limits } from '../../domain/limits.ts'
import { type Message, type MessageState, stateOf } from '../../domain/message.ts'
import { sequenceText } from '../../domain/ordered.ts'
import type { Queue, QueueSettings } from '../../domain/queue.ts'
import type { RetryPolicy } from '../../domain/retryPolicy.ts'
import { type TraceContext, toTraceContext } from '../../domain/trace.ts'
import {
  attributes,
  bodyEncoding,
  instant,
  integer,
  maxAttempts,
  messageId,
  receipt,
  toInstant,
  trace,
} from './fields.ts'
import { deduplicationId, groupId, sequence } from './orderedFields.ts'
import { originFields, viewOrigins } from './originView.ts'
import { retryPolicy } from './retryFields.ts'
import { topicOriginFields, viewTopic } from './topicOriginView.ts'

const attempts = v.pipe(integer(0, Number.MAX_SAFE_INTEGER), v.description('Real hand-overs so far.'))
const nackReason = v.pipe(v.string(), v.maxLength(limits.nackReasonBytesMax), v.description('What the last nack said.'))

const priority = v.pipe(integer(1, limits.priorityMax), v.description('Absent where it is 8.'))

const content = {
  body: v.string(),
  bodyEncoding,
  attributes,
  priority: v.exactOptional(priority),
  retry: v.exactOptional(retryPolicy),
  trace: v.exactOptional(v.pipe(trace, v.description('The tracing context of the publish, in the words of W3C.'))),
}
const ordered = {
  groupId: v.optional(groupId),
  deduplicationId: v.optional(deduplicationId),
  sequence: v.optional(sequence),
}
const times = { publishedAt: instant, expiresAt: instant }

export const polledMessageView = v.strictObject({
  id: messageId,
  receipt,
  ...content,
  attempts,
  ...times,
  ...ordered,
  firstLeasedAt: instant,
  leaseExpiresAt: instant,
  lastNackReason: v.optional(nackReason),
  maxAttempts: v.optional(maxAttempts),
  ...originFields,
  ...topicOriginFields,
})

const states = ['visible', 'inFlight', 'delayed'] as const satisfies readonly MessageState[]
export const messageState = v.picklist(states)

export const messageView = v.strictObject({
  id: messageId,
  state: messageState,
  ...content,
  attempts,
  ...times,
  ...ordered,
  visibleAt: v.pipe(instant, v.description('When it may be received, by itself or as its lease or delay ends.')),
  firstLeasedAt: v.optional(instant),
  leaseExpiresAt: v.optional(v.pipe(instant, v.description('Only in flight.'))),
  lastNackReason: v.optional(nackReason),
  maxAttempts: v.optional(maxAttempts),
  ...originFields,
  ...topicOriginFields,
})

type View<Schema extends v.GenericSchema> = v.InferInput<Schema>

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

const viewAttributes = (given: Attributes): View<typeof attributes> =>
  Object.fromEntries(
    Object.entries(given).map(([name, { type, value, label }]) => [
      name,
      {
        type,
        value: typeof value === 'string' ? value : bufferOf(value).toString('base64'),
        ...(label !== undefined && { label }),
      },
    ]),
  )

function viewContent(envelope: Envelope): {
  body: string
  bodyEncoding: 'text' | 'base64'
  attributes: View<typeof attributes>
  priority?: number
  retry?: RetryPolicy
  trace?: TraceContext
} {
  const encoding = leavesAsBase64(envelope) ? 'base64' : 'text'
  const body = bufferOf(envelope.body).toString(encoding === 'text' ? 'utf8' : 'base64')
  return {
    body,
    bodyEncoding: encoding,
    attributes: viewAttributes(envelope.attributes),
    ...(envelope.priority !== undefined && { priority: envelope.priority }),
    ...(envelope.retry !== undefined && { retry: envelope.retry }),
    ...viewTrace(envelope),
  }
}

/** What is of X-Ray alone and names no span has no words here. */
function viewTrace({ trace: line }: Envelope): { trace?: TraceContext } {
  const found = line === undefined ? undefined : toTraceContext(line)
  return found === undefined ? {} : { trace: found }
}

const viewOrder = ({ envelope, sequence }: Message) => ({
  ...(envelope.groupId !== undefined && { groupId: envelope.groupId }),
  ...(envelope.deduplicationId !== undefined && { deduplicationId: envelope.deduplicationId }),
  ...(sequence !== undefined && { sequence: sequenceText(sequence) }),
})

const viewTimes = (envelope: Envelope, settings: QueueSettings) => ({
  publishedAt: toInstant(envelope.sentAtMs),
  expiresAt: toInstant(expiresAtMs(envelope, settings)),
})

export function toPolledMessageView(
  message: Message,
  receiptText: string,
  { settings }: Queue,
): View<typeof polledMessageView> {
  const { id, envelope, delivery } = message
  return {
    id,
    receipt: receiptText,
    ...viewContent(envelope),
    attempts: delivery.attempts,
    ...viewTimes(envelope, settings),
    ...viewOrder(message),
    firstLeasedAt: toInstant(delivery.firstLeasedAtMs!),
    leaseExpiresAt: toInstant(delivery.visibleAtMs),
    ...(delivery.nackReason !== undefined && { lastNackReason: delivery.nackReason }),
    ...(envelope.attemptsMax !== undefined && { maxAttempts: envelope.attemptsMax }),
    ...viewOrigins(envelope),
    ...viewTopic(envelope),
  }
}

export function toMessageView(message: Message, { settings }: Queue, nowMs: number): View<typeof messageView> {
  const { id, envelope, delivery } = message
  const state = stateOf(delivery, nowMs)
  return {
    id,
    state,
    ...viewContent(envelope),
    attempts: delivery.attempts,
    ...viewTimes(envelope, settings),
    ...viewOrder(message),
    visibleAt: toInstant(delivery.visibleAtMs),
    ...(delivery.firstLeasedAtMs !== undefined && { firstLeasedAt: toInstant(delivery.firstLeasedAtMs) }),
    ...(state === 'inFlight' && { leaseExpiresAt: toInstant(delivery.visibleAtMs) }),
    ...(delivery.nackReason !== undefined && { lastNackReason: delivery.nackReason }),
    ...(envelope.attemptsMax !== undefined && { maxAttempts: envelope.attemptsMax }),
    ...viewOrigins(envelope),
    ...viewTopic(envelope),
  }
}
