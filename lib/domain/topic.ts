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
  /** The filter-policy grammar of Amazon SNS, on attributes; held against its grammar when it is set. */
  attributes?: Readonly<Record<string, readonly unknown[]>> | undefined
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

/** Of a copy: where it comes from. */
export type TopicOrigin = {
  name: string
  /** The id that the publisher was told. */
  messageId: string
  tag?: string | undefined
  /** The subscription that it is a copy for. */
  subscription?: string | undefined
  /** In the outbox of a topic: the subscriptions that have no copy yet. */
  pending?: readonly string[] | undefined
}
