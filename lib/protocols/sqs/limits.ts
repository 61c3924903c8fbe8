import { limits as domain } from '../../domain/limits.ts'

/** What the service takes, and what it does not mind. Durations in seconds, sizes in bytes; bounds are inclusive. */
export type Limits = {
  batchEntriesMax: number
  messagesMax: number
  delaySecondsMax: number
  retentionSecondsMax: number
  waitSecondsMax: number
  queueNameMax: number
  /** Between two purges of a queue, and from the deletion of a queue to the next of its name; 0: none. */
  cooldownSeconds: number
}

/** As AWS has them. */
const strict = {
  batchEntriesMax: 10,
  messagesMax: 10,
  delaySecondsMax: 900,
  retentionSecondsMax: 1_209_600,
  waitSecondsMax: 20,
  queueNameMax: 80,
}

/** As far as our queues go. */
const extended: typeof strict = {
  batchEntriesMax: domain.messagesPerCallMax,
  messagesMax: domain.messagesPerCallMax,
  delaySecondsMax: domain.delaySecondsMax,
  retentionSecondsMax: domain.retentionSecondsMax,
  waitSecondsMax: domain.waitSecondsMax,
  queueNameMax: domain.queueNameCharactersMax,
}

export const limitsOf = (isStrict: boolean, cooldownSeconds: number): Limits => ({
  ...(isStrict ? strict : extended),
  cooldownSeconds,
})

/** A message, and all of a batch together. */
export const messageBytesMax = domain.messageBytesMax
export const visibilitySecondsMax = domain.visibilityTimeoutSecondsMax
export const attributesMax = domain.attributesMax
export const tagsMax = 50
/** Of MessageGroupId, MessageDeduplicationId and ReceiveRequestAttemptId. */
export const idCharactersMax = domain.orderedIdCharactersMax
