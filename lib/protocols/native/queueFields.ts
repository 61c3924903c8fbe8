import * as v from 'valibot'
import type { DeadLetterRule } from '../../domain/deadLetterRule.ts'
import { limits } from '../../domain/limits.ts'
import { instant, integer, maxAttempts, queueName, visibilityTimeoutSeconds } from './fields.ts'
import { orderedInput, orderedView } from './orderedFields.ts'
import { retryPolicy } from './retryFields.ts'

const deadLetterFields = {
  queue: v.pipe(queueName, v.description('Where messages are moved to; it has to be there.')),
  maxAttempts: v.pipe(maxAttempts, v.description('Hand-overs before a message is moved there.')),
}
const expiredField = v.pipe(
  v.boolean(),
  v.description('Whether messages that expire are moved too, instead of being dropped. Default false.'),
)
const deadLetterInput = v.strictObject({ ...deadLetterFields, expired: v.optional(expiredField, false) })
const deadLetterPatch = v.strictObject({
  queue: v.exactOptional(deadLetterFields.queue),
  maxAttempts: v.exactOptional(deadLetterFields.maxAttempts),
  expired: v.exactOptional(expiredField),
})
const deadLetterView = v.strictObject({ ...deadLetterFields, expired: expiredField })

const settings = {
  visibilityTimeoutSeconds: v.pipe(
    visibilityTimeoutSeconds,
    v.description('How long a poll leases a message when it does not say. Default 30.'),
  ),
  retentionSeconds: v.pipe(
    integer(limits.retentionSecondsMin, limits.retentionSecondsMax),
    v.description('How long a message is kept, judged when it is read. Default 345600 (four days).'),
  ),
  delaySeconds: v.pipe(
    integer(0, limits.queueDelaySecondsMax),
    v.description('Delay of a message that does not bring its own. Default 0.'),
  ),
  waitSeconds: v.pipe(
    integer(0, limits.waitSecondsMax),
    v.description('How long a poll waits when it does not say. Default 0.'),
  ),
  maxMessageBytes: v.pipe(
    integer(limits.messageBytesFloor, limits.messageBytesMax),
    v.description('The largest message, body and attributes together. Default 1048576.'),
  ),
}

const maxPublishesPerSecond = v.pipe(
  integer(1, limits.publishesPerSecondMax),
  v.description('Messages taken in within one second of the clock; more are refused. Default: no limit.'),
)

const maxInFlight = v.pipe(
  integer(1, limits.inFlightMax),
  v.description('Messages under a lease at the same time; a poll hands out no more. Default: no limit.'),
)

// Left out means: as it is, or the default; null: none, for what need not be there. No setting is undefined.
export const settingsInput = v.strictObject({
  visibilityTimeoutSeconds: v.exactOptional(settings.visibilityTimeoutSeconds),
  retentionSeconds: v.exactOptional(settings.retentionSeconds),
  delaySeconds: v.exactOptional(settings.delaySeconds),
  waitSeconds: v.exactOptional(settings.waitSeconds),
  maxMessageBytes: v.exactOptional(settings.maxMessageBytes),
  ordered: v.exactOptional(orderedInput),
  deadLetter: v.exactOptional(
    v.pipe(
      v.nullable(deadLetterInput),
      v.description('Where messages go that nobody could finish. Null: nowhere, as without it.'),
    ),
  ),
  retry: v.exactOptional(v.nullable(retryPolicy)),
  maxPublishesPerSecond: v.exactOptional(v.nullable(maxPublishesPerSecond)),
  maxInFlight: v.exactOptional(v.nullable(maxInFlight)),
})

export const settingsPatch = v.strictObject({
  ...settingsInput.entries,
  deadLetter: v.exactOptional(
    v.pipe(
      v.nullable(deadLetterPatch),
      v.description('Where messages go that nobody could finish; what is left out of it stays. Null: nowhere.'),
    ),
  ),
})

type Whole = v.InferOutput<typeof settingsInput>
type Change = v.InferOutput<typeof settingsPatch>

/** Settings, or a change of them, as the domain names them. */
export function toSettings(given: Whole): Omit<Whole, 'deadLetter'> & { deadLetter?: DeadLetterRule | null }
export function toSettings(given: Change): Omit<Change, 'deadLetter'> & { deadLetter?: Partial<DeadLetterRule> | null }
export function toSettings({ deadLetter, ...rest }: Change) {
  if (deadLetter === undefined) return rest
  if (deadLetter === null) return { ...rest, deadLetter }
  const { maxAttempts: attemptsMax, ...others } = deadLetter
  return { ...rest, deadLetter: { ...others, ...(attemptsMax !== undefined && { attemptsMax }) } }
}

export const queueView = v.strictObject({
  name: queueName,
  ...settings,
  ordered: v.exactOptional(orderedView),
  deadLetter: v.optional(deadLetterView),
  retry: v.exactOptional(retryPolicy),
  maxPublishesPerSecond: v.exactOptional(maxPublishesPerSecond),
  maxInFlight: v.exactOptional(maxInFlight),
  paused: v.pipe(v.boolean(), v.description('A paused queue takes messages in and hands none out.')),
  createdAt: instant,
  updatedAt: instant,
})
