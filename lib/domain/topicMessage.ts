import { type Envelope, sizeOf } from './envelope.ts'
import { limits } from './limits.ts'
import { envelopeProblems, type NewMessage } from './newMessage.ts'
import { keptPriority } from './priority.ts'
import { type FieldProblem, invalid } from './problem.ts'
import { defaultSettings, type Queue } from './queue.ts'
import { tagProblems } from './subscription.ts'
import type { Subscription, Topic } from './topic.ts'
import type { TopicOrigin } from './topicOrigin.ts'

/** One message as a publisher hands it in to a topic. When a copy comes is a matter of the queue that it goes to. */
export type TopicMessage = Pick<
  NewMessage,
  'body' | 'kind' | 'attributes' | 'expiresInSeconds' | 'groupId' | 'priority' | 'trace'
> & {
  /** 1 to 16 visible characters, for subscriptions to choose by. */
  tag?: string | undefined
}

/** The messages of one publish as they wait to be copied: all of them, or InvalidInput naming every field that is wrong. */
export function topicEnvelopes(
  { name, settings: { maxMessageBytes } }: Topic,
  messages: readonly TopicMessage[],
  idOf: (index: number) => string,
  nowMs: number,
): Envelope[] {
  const envelopes = messages.map((message, index) =>
    toEnvelope(
      message,
      { name, messageId: idOf(index), ...(message.tag !== undefined && { tag: message.tag }) },
      nowMs,
    ),
  )
  const problems: FieldProblem[] = envelopes.flatMap((envelope, index) =>
    problemsOf(envelope, maxMessageBytes).map(problem => ({ ...problem, path: ['messages', index, ...problem.path] })),
  )
  if (problems.length === 0) problems.push(...togetherProblems(envelopes))
  if (problems.length > 0) throw invalid(...problems)
  return envelopes
}

function toEnvelope(message: TopicMessage, topic: TopicOrigin, nowMs: number): Envelope {
  const { body, kind, attributes = {}, expiresInSeconds, groupId, priority, trace } = message
  const envelope: Envelope = { body, kind, attributes, sentAtMs: nowMs, readyAtMs: nowMs, ...keptPriority(priority) }
  if (expiresInSeconds !== undefined) envelope.expiresAtMs = nowMs + expiresInSeconds * 1000
  if (groupId !== undefined) envelope.groupId = groupId
  if (trace !== undefined) envelope.trace = trace
  return { ...envelope, topic }
}

const problemsOf = (envelope: Envelope, maxMessageBytes: number): FieldProblem[] => [
  ...envelopeProblems(envelope, { ...defaultSettings, maxMessageBytes }, 'topic'),
  ...(envelope.topic?.tag === undefined ? [] : tagProblems(envelope.topic.tag, ['tag'])),
]

function togetherProblems(envelopes: readonly Envelope[]): FieldProblem[] {
  const bytes = envelopes.reduce((sum, envelope) => sum + sizeOf(envelope), 0)
  if (bytes <= limits.messageBytesMax) return []
  return [{ path: ['messages'], detail: 'are too large together, in bytes', limit: limits.messageBytesMax, got: bytes }]
}

const originOf = ({ topic }: Envelope, subscription: Subscription): TopicOrigin => {
  const { pending, ...origin } = topic!
  return { ...origin, subscription: subscription.name }
}

/** What was published a while ago is kept from now on: a copy that comes late has its whole time too. */
const arriving = ({ sentAtMs }: Envelope, nowMs: number) => (sentAtMs < nowMs ? { retainedFromMs: nowMs } : {})

/** As it waits to be carried to the endpoint of a subscription. */
export const pushCopy = (envelope: Envelope, subscription: Subscription, nowMs: number): Envelope => ({
  ...envelope,
  readyAtMs: nowMs,
  ...arriving(envelope, nowMs),
  topic: originOf(envelope, subscription),
})

/** As it is put into the queue of a subscription, which sees one message of a topic as one however often it is tried. */
export function queueCopy(
  envelope: Envelope,
  subscription: Subscription,
  { settings: { ordered, delaySeconds } }: Queue,
  nowMs: number,
): Envelope {
  const { body, kind, attributes, sentAtMs, expiresAtMs, groupId, priority, trace } = envelope
  const topic = originOf(envelope, subscription)
  return {
    body,
    kind,
    attributes,
    sentAtMs,
    readyAtMs: nowMs + delaySeconds * 1000,
    ...arriving(envelope, nowMs),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
    ...(trace !== undefined && { trace }),
    ...(ordered === undefined ? { ...(groupId !== undefined && { groupId }), ...keptPriority(priority) } : turn(topic)),
    topic,
  }

  function turn({ name, messageId }: TopicOrigin): Pick<Envelope, 'groupId' | 'deduplicationId'> {
    return { groupId: groupId ?? name.slice(0, limits.orderedIdCharactersMax), deduplicationId: messageId }
  }
}
