import type { AccessStatement } from './accessPolicy.ts'
import type { DeadLetterRule } from './deadLetterRule.ts'
import { limits } from './limits.ts'
import type { OrderedSettings } from './orderedSettings.ts'
import type { RetryPolicy } from './retryPolicy.ts'
import type { Trigger } from './trigger.ts'

/** What an owner may set. Durations in seconds, sizes in bytes; ranges in limits.ts. */
export type QueueSettings = {
  /** How long a poll leases a message when it does not say: 0 to 43,200. */
  visibilityTimeoutSeconds: number
  /** How long a message is kept: 60 to 1,296,000. Judged when read, so raising it rescues what has not been read yet. */
  retentionSeconds: number
  /** Delay of a message that does not bring its own: 0 to 604,800. Changing it does not touch messages already in. */
  delaySeconds: number
  /** How long a poll waits when it does not say: 0 to 30. */
  waitSeconds: number
  /** Body and attributes of one message together: 1,024 to 1,048,576. */
  maxMessageBytes: number
  /** On queues whose name ends in .fifo, and only there. */
  ordered?: OrderedSettings | undefined
  /** Where messages go that nobody could finish; absent: they are handed out until they expire. */
  deadLetter?: DeadLetterRule | undefined
  /** When a message comes again that is given back without a delay; at once where there is none. */
  retry?: RetryPolicy | undefined
  /** Messages taken in within one second, 1 to 100,000; no limit where there is none. */
  maxPublishesPerSecond?: number | undefined
  /** Leases that run at the same time, 1 to 1,000; no limit where there is none. */
  maxInFlight?: number | undefined
}

export const defaultSettings: QueueSettings = {
  visibilityTimeoutSeconds: limits.visibilityTimeoutSecondsDefault,
  retentionSeconds: limits.retentionSecondsDefault,
  delaySeconds: 0,
  waitSeconds: 0,
  maxMessageBytes: limits.messageBytesMax,
}

/**
 * What a store needs to know a queue by. The uid is new with each creation, the generation with each purge: messages
 * of an earlier uid or generation are no longer part of the queue, wherever they still lie.
 */
export type QueueRef = {
  name: string
  uid: string
  generation: number
  /** Somebody is to be told of each message that comes in, as it is pushed and not polled for. */
  wakes?: boolean
}

/** What an owner may say of a queue that no message is judged by. */
export type QueueNotes = {
  /** Labels of the owner's own: at most 50. */
  tags?: Readonly<Record<string, string>> | undefined
  /** Who else may do what. */
  access?: readonly AccessStatement[] | undefined
  /** The queues that may have this one as their dead-letter queue, at most ten; any queue where there is no list. */
  deadLetterSources?: readonly string[] | undefined
  /** By protocol: what was set in its own words and means nothing to the others. It is shown again there. */
  wordings?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined
}

export type Queue = QueueRef & {
  settings: QueueSettings
  notes?: QueueNotes | undefined
  /** Who its messages are pushed to, in order of their names; `wakes` says that there are any. */
  triggers?: readonly Trigger[] | undefined
  /** A paused queue takes messages in and hands none out. */
  paused: boolean
  createdAtMs: number
  updatedAtMs: number
  purgedAtMs?: number | undefined
}

/** 1 to 120 characters in all; a full stop only in the `.fifo` at the end of an ordered queue's name. */
export const queueNamePattern = new RegExp(`^(?=.{1,${limits.queueNameCharactersMax}}$)[A-Za-z0-9_-]+(\\.fifo)?$`)
