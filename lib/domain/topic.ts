import type { FilterPolicy } from './filterPolicy.ts'
import { limits } from './limits.ts'
import type { QueueNotes } from './queue.ts'
import type { RetryPolicy } from './retryPolicy.ts'

/** Where the copies of a subscription go: to a queue of this installation, or to an HTTP endpoint (an http or https URL). */
export type Endpoint = { kind: 'queue'; queue: string } | { kind: 'http'; url: string }

/** How a copy is written: as it was published, or wrapped in a document that says where it comes from. */
export type CopyFormat = 'raw' | 'xml' | 'json'

/** What a message has to be like to be copied; what is absent lets everything through. */
export type SubscriptionFilter = {
  /** The message's tag is this one. 1 to 16 characters. */
  tag?: string | undefined
  /** The filter-policy grammar of Amazon SNS, on attributes; held against its grammar when it is set (filterPolicy.ts). */
  attributes?: FilterPolicy | undefined
}

/** What an owner may set of a subscription. */
export type SubscriptionSettings = {
  endpoint: Endpoint
  format: CopyFormat
  filter?: SubscriptionFilter | undefined
  /** When a delivery that failed is tried again. */
  retry: RetryPolicy
  /** Tries in all, the first included: 1 to 1,000. */
  attemptsMax: number
  /** Where deliveries go after the last try; absent: they are dropped. */
  deadLetterQueue?: string | undefined
  /** Deliveries under way at the same time. */
  maxConcurrency?: number | undefined
  /** Deliveries begun within one second. */
  maxPerSecond?: number | undefined
}

/** A standing wish to get the messages of a topic. */
export type Subscription = {
  name: string
  /** New with each creation: what was meant for an earlier subscription of the name never reaches this one. */
  uid: string
  settings: SubscriptionSettings
  notes?: Pick<QueueNotes, 'wordings'> | undefined
  createdAtMs: number
  updatedAtMs: number
}

/** What an owner may set of a topic. */
export type TopicSettings = {
  /** Body and attributes of one message together: 1,024 to 1,048,576. */
  maxMessageBytes: number
}

/** A named source of messages, each copied to every subscription whose filter lets it through. */
export type Topic = {
  name: string
  uid: string
  settings: TopicSettings
  notes?: Pick<QueueNotes, 'tags' | 'wordings'> | undefined
  subscriptions: readonly Subscription[]
  createdAtMs: number
  updatedAtMs: number
}

/** 1 to 255 letters, digits, hyphens and underscores, for topics and for subscriptions. */
export const topicNamePattern = new RegExp(`^[A-Za-z0-9_-]{1,${limits.topicNameCharactersMax}}$`)

/**
 * Queues of our own keep what a topic has on its way. No queue of a user's can be called so, and in the order of names they
 * come after all of those. With the uid in the name, each belongs to one topic or subscription and to no later one.
 */
export const innerMark = '~'

export const isInner = ({ name }: { name: string }): boolean => name.startsWith(innerMark)

/** Where messages wait whose copies are not all made yet. */
export const outboxName = ({ name, uid }: Pick<Topic, 'name' | 'uid'>): string => `${innerMark}topic/${name}/${uid}`

/** Where copies wait that have to be carried to the endpoint of a subscription. */
export const pushQueueName = (topic: string, { name, uid }: Pick<Subscription, 'name' | 'uid'>): string =>
  `${innerMark}push/${topic}/${name}/${uid}`

/** Where messages go that only prove that messages arrive. It belongs to nobody. */
export const canaryQueue = `${innerMark}canary`

export const outboxPrefix = `${innerMark}topic/`
export const pushPrefix = `${innerMark}push/`

/** Whose queue of our own it is; undefined for a queue of a user's. */
export function innerOwner(queue: string): { topic: string; subscription?: string; uid: string } | undefined {
  const parts = queue.split('/')
  if (queue.startsWith(outboxPrefix)) return { topic: parts[1]!, uid: parts[2]! }
  if (queue.startsWith(pushPrefix)) return { topic: parts[1]!, subscription: parts[2]!, uid: parts[3]! }
  return undefined
}
