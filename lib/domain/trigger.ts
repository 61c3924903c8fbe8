import type { Envelope } from './envelope.ts'
import { type FilterPolicy, meetsPolicy } from './filterPolicy.ts'
import { limits } from './limits.ts'

/** Where a trigger takes messages. */
export type TriggerTarget =
  /** A Lambda function, by its ARN: it gets the event that it would get from Amazon SQS. */
  | { kind: 'function'; function: string }
  /** An http or https URL: the same event as the body of a POST. */
  | { kind: 'http'; url: string }
  /** A queue of this installation. */
  | { kind: 'queue'; queue: string }
  /** A queue of Amazon SQS, by its URL. */
  | { kind: 'sqs'; url: string }
  /** A module file beside a server at home, by its path from the folder of modules, whose `handler` gets the event. */
  | { kind: 'module'; path: string }

/** Which messages a trigger takes; absent: all. */
export type TriggerFilter = {
  /** The filter-policy grammar of Amazon SNS, on attributes (filterPolicy.ts). */
  attributes?: FilterPolicy | undefined
}

/** What an owner may set of a trigger. */
export type TriggerSettings = {
  target: TriggerTarget
  /** Messages handed over at once, at most: 1 to 100. */
  batchSize: number
  /** How long to wait for more messages after the first, before any is leased: 0 to 300. */
  batchWindowSeconds: number
  /** How long the target may take for a batch: 1 to 840. */
  timeoutSeconds: number
  filter?: TriggerFilter | undefined
  /** Batches under way at the same time: 1 to 1,000. */
  maxConcurrency?: number | undefined
  /** Batches begun within one second: 1 to 10,000. */
  maxPerSecond?: number | undefined
}

/** A standing wish to have the messages of a queue pushed. */
export type Trigger = {
  name: string
  /** New with each creation. */
  uid: string
  settings: TriggerSettings
  createdAtMs: number
  updatedAtMs: number
}

export const defaultTrigger = {
  batchSize: limits.triggerBatchDefault,
  batchWindowSeconds: 0,
  timeoutSeconds: limits.triggerSecondsDefault,
} as const

/** 1 to 64 letters, digits, hyphens and underscores. */
export const triggerNamePattern = new RegExp(`^[A-Za-z0-9_-]{1,${limits.triggerNameCharactersMax}}$`)

/** What of a queue counts here (queue.ts). */
type Triggered = { triggers?: readonly Trigger[] | undefined }

export const findTrigger = ({ triggers }: Triggered, name: string): Trigger | undefined =>
  triggers?.find(one => one.name === name)

/** The trigger that takes a message: the first by name whose filter lets it through; undefined: none of the queue's wants it. */
export const triggerOf = ({ triggers }: Triggered, { attributes }: Pick<Envelope, 'attributes'>): Trigger | undefined =>
  triggers?.find(({ settings: { filter } }) => !filter?.attributes || meetsPolicy(filter.attributes, attributes))

/** The part of a queue that says who its messages are pushed to: in order of their names, and whether there are any. */
export const triggersPart = (triggers: readonly Trigger[]): Triggered & { wakes: boolean } =>
  triggers.length === 0
    ? { triggers: undefined, wakes: false }
    : { triggers: [...triggers].sort((a, b) => (a.name < b.name ? -1 : 1)), wakes: true }
