import type { FilterPolicy } from './filterPolicy.ts'

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
  /** A module file beside a server at home, whose `handler` gets the event. */
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
