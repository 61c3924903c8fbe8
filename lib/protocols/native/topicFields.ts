import * as v from 'valibot'
import type { VersionedSubscription } from '../../actions/subscriptionDocument.ts'
import type { VersionedTopic } from '../../actions/topicDocument.ts'
import { limits } from '../../domain/limits.ts'
import type { SubscriptionChange } from '../../domain/subscription.ts'
import { type Subscription, type Topic, topicNamePattern } from '../../domain/topic.ts'
import type { Reply } from '../../http/message.ts'
import { instant, integer, pageQuery, queueName, toInstant } from './fields.ts'
import { json } from './reply.ts'
import { retryPolicy } from './retryFields.ts'

const name = v.pipe(
  v.string(),
  v.regex(topicNamePattern),
  v.description('1 to 255 letters, digits, hyphens and underscores.'),
)

export const topicPath = v.strictObject({ topic: name })
export const subscriptionPath = v.strictObject({ topic: name, subscription: name })

export const namesQuery = v.strictObject({
  prefix: v.optional(
    v.pipe(v.string(), v.maxLength(limits.topicNameCharactersMax), v.description('How the names begin.')),
    '',
  ),
  ...pageQuery,
})

const maxMessageBytes = v.pipe(
  integer(limits.messageBytesFloor, limits.messageBytesMax),
  v.description('The largest message, body and attributes together. Default 1048576.'),
)

export const topicInput = v.strictObject({ maxMessageBytes: v.exactOptional(maxMessageBytes) })

export const topicView = v.strictObject({
  name,
  maxMessageBytes,
  subscriptions: v.pipe(integer(0, limits.subscriptionsMax), v.description('How many there are.')),
  createdAt: instant,
  updatedAt: instant,
})

// An endpoint that nothing is delivered to is refused in the domain's words, which say why.
const endpoint = v.pipe(
  v.variant('kind', [
    v.strictObject({ kind: v.literal('queue'), queue: queueName }),
    v.strictObject({ kind: v.literal('http'), url: v.pipe(v.string(), v.description('An http or https URL.')) }),
  ]),
  v.description('Where copies go: into a queue, which has to be there, or to an HTTP endpoint.'),
)

const filter = v.pipe(
  v.strictObject({
    tag: v.exactOptional(v.pipe(v.string(), v.description('The tag that a message has to have.'))),
    // As it came: a validator of records would leave out names that mean something in JavaScript.
    attributes: v.exactOptional(
      v.pipe(
        v.unknown(),
        v.metadata({ type: 'object' }),
        v.description('A filter policy of Amazon SNS, on attributes: `{"store": ["shop", {"prefix": "kiosk-"}]}`.'),
      ),
    ),
  }),
  v.description('What a message has to be like to be copied. Without it every message is.'),
)

const fields = {
  endpoint,
  format: v.pipe(
    v.picklist(['raw', 'xml', 'json']),
    v.description('`raw`: copies are as they were published; else they are wrapped in a document. Default raw.'),
  ),
  filter,
  retry: v.pipe(
    retryPolicy,
    v.description('When a delivery that failed is tried again. Default: after 1, 2, 4 … 512 s, then every 512 s.'),
  ),
  maxAttempts: v.pipe(integer(1, limits.attemptsMaxMax), v.description('Tries in all. Default 177: about a day.')),
  deadLetterQueue: v.pipe(
    queueName,
    v.description('Where copies go after the last try; it has to be there, and must not be ordered. Default: dropped.'),
  ),
  maxConcurrency: v.pipe(
    integer(1, limits.inFlightMax),
    v.description('Deliveries under way at the same time. Default: as many as there are slots.'),
  ),
  maxPerSecond: v.pipe(
    integer(1, limits.pushesPerSecondMax),
    v.description('Deliveries begun within one second. Default: no limit.'),
  ),
}

// Left out means: as it is, or the default; null: none, for what need not be there.
const optional = {
  format: v.exactOptional(fields.format),
  filter: v.exactOptional(v.nullable(filter)),
  retry: v.exactOptional(fields.retry),
  maxAttempts: v.exactOptional(fields.maxAttempts),
  deadLetterQueue: v.exactOptional(v.nullable(fields.deadLetterQueue)),
  maxConcurrency: v.exactOptional(v.nullable(fields.maxConcurrency)),
  maxPerSecond: v.exactOptional(v.nullable(fields.maxPerSecond)),
}

export const subscriptionInput = v.strictObject({ endpoint, ...optional })
export const subscriptionPatch = v.strictObject({ endpoint: v.exactOptional(endpoint), ...optional })

/** Settings as the domain names them. */
export function toSubscription({ maxAttempts, ...rest }: v.InferOutput<typeof subscriptionPatch>): SubscriptionChange {
  return { ...rest, ...(maxAttempts !== undefined && { attemptsMax: maxAttempts }) } as SubscriptionChange
}

export const subscriptionView = v.strictObject({
  topic: name,
  name,
  endpoint,
  format: fields.format,
  filter: v.exactOptional(filter),
  retry: fields.retry,
  maxAttempts: fields.maxAttempts,
  deadLetterQueue: v.exactOptional(fields.deadLetterQueue),
  maxConcurrency: v.exactOptional(fields.maxConcurrency),
  maxPerSecond: v.exactOptional(fields.maxPerSecond),
  createdAt: instant,
  updatedAt: instant,
})

export const toTopicView = ({ name: named, settings, subscriptions, createdAtMs, updatedAtMs }: Topic) => ({
  name: named,
  ...settings,
  subscriptions: subscriptions.length,
  createdAt: toInstant(createdAtMs),
  updatedAt: toInstant(updatedAtMs),
})

export const toSubscriptionView = (
  { name: topic }: Topic,
  { name: named, settings: { attemptsMax, ...settings }, createdAtMs, updatedAtMs }: Subscription,
) => ({
  topic,
  name: named,
  ...settings,
  maxAttempts: attemptsMax,
  createdAt: toInstant(createdAtMs),
  updatedAt: toInstant(updatedAtMs),
})

const etag = { etag: 'The version of the topic, for If-Match: subscriptions are part of it.' }

export const topicAnswer = (description: string) => ({ description, schema: topicView, headers: etag })
export const subscriptionAnswer = (description: string) => ({ description, schema: subscriptionView, headers: etag })

export const topicReply = (status: number, { topic, version }: VersionedTopic): Reply =>
  json(status, toTopicView(topic), { etag: `"${version}"` })

export const subscriptionReply = (status: number, { topic, subscription, version }: VersionedSubscription): Reply =>
  json(status, toSubscriptionView(topic, subscription), { etag: `"${version}"` })
