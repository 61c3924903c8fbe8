import { toWire } from './body.ts'
import { aLook, type Created, DocumentCalls, type PatchOptions, withEtag } from './documents.ts'
import type { PublishOptions, WriteOptions } from './options.ts'
import { eachItem } from './pages.ts'
import { newRequestKey } from './requestKey.ts'
import type { CallOptions } from './transport.ts'
import type { Attributes, BodyEncoding, Page, QueueRetryPolicy, QueueStats } from './wire.ts'

export type TopicSettings = {
  /** Body and attributes of one message together: 1,024 to 1,048,576; default 1,048,576. */
  maxMessageBytes?: number | undefined
}

export type TopicView = {
  name: string
  maxMessageBytes: number
  /** How many there are. */
  subscriptions: number
  createdAt: string
  updatedAt: string
}

/** With the version that `ifMatch` wants. */
export type Topic = TopicView & { etag: string }

export type Endpoint = { kind: 'queue'; queue: string } | { kind: 'http'; url: string }

export type SubscriptionFilter = {
  /** 1 to 16 visible characters. */
  tag?: string | undefined
  /** A filter policy of Amazon SNS, on attributes. */
  attributes?: Record<string, unknown[]> | undefined
}

/** What is left out of a PUT takes its default, what is left out of a PATCH stays. */
export type SubscriptionSettings = {
  /** A PUT asks for it. */
  endpoint?: Endpoint | undefined
  format?: 'raw' | 'xml' | 'json' | undefined
  /** Null: everything. */
  filter?: SubscriptionFilter | null | undefined
  retry?: QueueRetryPolicy | undefined
  /** Tries in all, 1 to 1,000; default 177, in about a day. */
  maxAttempts?: number | undefined
  /** Where copies go after the last try; null: they are dropped. */
  deadLetterQueue?: string | null | undefined
  /** 1 to 1,000; null: no limit. */
  maxConcurrency?: number | null | undefined
  /** 1 to 10,000; null: no limit. */
  maxPerSecond?: number | null | undefined
}

export type SubscriptionView = {
  topic: string
  name: string
  endpoint: Endpoint
  format: 'raw' | 'xml' | 'json'
  filter?: SubscriptionFilter
  retry: QueueRetryPolicy
  maxAttempts: number
  deadLetterQueue?: string
  maxConcurrency?: number
  maxPerSecond?: number
  createdAt: string
  updatedAt: string
}

/** With the version of its topic. */
export type Subscription = SubscriptionView & { etag: string }

/** A message for a topic: bytes travel as base64 by themselves. */
export type TopicMessage = {
  body: string | Uint8Array
  bodyEncoding?: BodyEncoding | undefined
  attributes?: Attributes | undefined
  expiresInSeconds?: number | undefined
  priority?: number | undefined
  groupId?: string | undefined
  /** 1 to 16 visible characters, for subscriptions to choose by. */
  tag?: string | undefined
}

type NamesInput = { prefix?: string | undefined; limit?: number | undefined; cursor?: string | undefined }

/** The calls about topics and their subscriptions. */
export class TopicCalls extends DocumentCalls {
  /** Creates the topic, or replaces its settings; its subscriptions stay. */
  putTopic(name: string, settings: TopicSettings = {}, options: WriteOptions = {}): Promise<Topic & Created> {
    return this.put<TopicView>(topicPath(name), settings, options)
  }

  updateTopic(name: string, settings: TopicSettings, options: PatchOptions = {}): Promise<Topic> {
    return this.patch<TopicView>(topicPath(name), settings, options)
  }

  async getTopic(name: string, options?: CallOptions): Promise<Topic> {
    return withEtag(await this.transport.call<TopicView>(aLook(topicPath(name)), options))
  }

  /** One page; `topics` walks them all. */
  async listTopics(input: NamesInput = {}, options?: CallOptions): Promise<Page<TopicView>> {
    return (await this.transport.call<Page<TopicView>>({ ...aLook('/v1/topics'), query: input }, options)).body
  }

  topics(input: Omit<NamesInput, 'cursor'> = {}, options?: CallOptions): AsyncGenerator<TopicView, void> {
    return eachItem(cursor => this.listTopics({ ...input, cursor }, options))
  }

  /** Deletes the topic and its subscriptions. Not repeated after a lost answer: the repeat would find no topic. */
  deleteTopic(name: string, options: PatchOptions = {}): Promise<void> {
    return this.remove(topicPath(name), options)
  }

  /** Subscribes, or replaces the settings of a subscription: those left out take their defaults. */
  putSubscription(
    topic: string,
    name: string,
    settings: SubscriptionSettings & { endpoint: Endpoint },
    options: WriteOptions = {},
  ): Promise<Subscription & Created> {
    return this.put<SubscriptionView>(subscriptionPath(topic, name), settings, options)
  }

  updateSubscription(
    topic: string,
    name: string,
    settings: SubscriptionSettings,
    options: PatchOptions = {},
  ): Promise<Subscription> {
    return this.patch<SubscriptionView>(subscriptionPath(topic, name), settings, options)
  }

  async getSubscription(topic: string, name: string, options?: CallOptions): Promise<Subscription> {
    return withEtag(await this.transport.call<SubscriptionView>(aLook(subscriptionPath(topic, name)), options))
  }

  /** Of the copies that still have to be delivered to its endpoint. */
  async subscriptionStats(topic: string, name: string, options?: CallOptions): Promise<QueueStats> {
    const path = `${subscriptionPath(topic, name)}/stats`
    return (await this.transport.call<QueueStats>(aLook(path), options)).body
  }

  /** One page; `subscriptions` walks them all. */
  async listSubscriptions(
    topic: string,
    input: NamesInput = {},
    options?: CallOptions,
  ): Promise<Page<SubscriptionView>> {
    const call = { ...aLook(`${topicPath(topic)}/subscriptions`), query: input }
    return (await this.transport.call<Page<SubscriptionView>>(call, options)).body
  }

  subscriptions(
    topic: string,
    input: Omit<NamesInput, 'cursor'> = {},
    options?: CallOptions,
  ): AsyncGenerator<SubscriptionView, void> {
    return eachItem(cursor => this.listSubscriptions(topic, { ...input, cursor }, options))
  }

  /** Ends a subscription. Not repeated after a lost answer. */
  deleteSubscription(topic: string, name: string, options: PatchOptions = {}): Promise<void> {
    return this.remove(subscriptionPath(topic, name), options)
  }

  /** Publishes 1 to 16 messages, at most 1 MiB together, and answers their ids in order. Repeated safely, as a publish is. */
  async publishToTopic(
    topic: string,
    messages: readonly TopicMessage[],
    { requestKey = newRequestKey(), ...options }: PublishOptions = {},
  ): Promise<string[]> {
    const headers = { 'idempotency-key': requestKey }
    const body = { messages: messages.map(({ tag, ...message }) => ({ ...toWire(message), tag })) }
    const call = { method: 'POST', path: `${topicPath(topic)}/messages`, headers, body, repeat: 'always' } as const
    const answer = await this.transport.call<{ messages: { id: string }[] }>(call, options)
    return answer.body.messages.map(({ id }) => id)
  }
}

const topicPath = (topic: string): string => `/v1/topics/${encodeURIComponent(topic)}`

const subscriptionPath = (topic: string, name: string): string =>
  `${topicPath(topic)}/subscriptions/${encodeURIComponent(name)}`
