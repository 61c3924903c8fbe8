import * as v from 'valibot'
import type { DeadLetterRule } from '../../domain/deadLetterRule.ts'
import { limits } from '../../domain/limits.ts'
import { queueNamePattern } from '../../domain/queue.ts'
import { integer } from './integer.ts'
import { orderedInput, orderedView } from './orderedFields.ts'
import { retryPolicy } from './retryFields.ts'

export { integer }

export const queueName = v.pipe(
  v.string(),
  v.regex(queueNamePattern),
  v.description('1 to 120 letters, digits, hyphens and underscores; the name of an ordered queue ends in .fifo.'),
)

// JSON can spell half of a surrogate pair, which is no character and has no UTF-8.
export const halfPair = 'has half of a surrogate pair in it'
export const wellFormed = v.pipe(
  v.string(),
  v.check(text => text.isWellFormed(), halfPair),
)

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/

/** Date.parse takes 30 February for 2 March; a date that does not come back as it went in does not exist. */
const exists = (text: string): boolean => {
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 19) === text.slice(0, 19)
}

export const instant = v.pipe(
  v.string(),
  v.regex(instantPattern),
  v.check(exists, 'is not a date that exists'),
  v.metadata({ format: 'date-time' }),
  v.description('An instant in UTC, as in RFC 3339: `2031-01-01T09:00:00Z`.'),
)

// The messages of one answer share most of their instants, and writing one costs more than looking one up. A prime
// number of places, so that an instant and the same one a whole number of seconds later do not take turns in one.
const written: { ms: number; text: string }[] = []

export function toInstant(ms: number): string {
  const place = ms % 251
  const known = written[place]
  if (known?.ms === ms) return known.text
  const text = new Date(ms).toISOString()
  written[place] = { ms, text }
  return text
}

export const bodyEncoding = v.pipe(
  v.picklist(['text', 'base64']),
  v.description('`text`: the body is a string of Unicode text. `base64`: the body is any bytes, in base64.'),
)

const attributeValue = v.strictObject({
  type: v.picklist(['string', 'number', 'binary']),
  value: v.pipe(v.string(), v.minLength(1), v.description('A number as its decimal text; binary in base64.')),
  label: v.optional(
    v.pipe(
      v.string(),
      v.minLength(1),
      v.maxLength(limits.attributeLabelCharactersMax),
      v.description("A type of the sender's own: what SQS writes after the full stop in `Number.cents`."),
    ),
  ),
})

// Letters of any script, as the real SQS takes; no full stop at either end nor two in a row.
export const attributeName = v.pipe(
  v.string(),
  v.regex(/^(?!\.)(?!.*\.\.)(?!.*\.$)[\p{L}\p{N}_.-]+$/u),
  v.maxLength(limits.attributeNameCharactersMax),
)

export const attributes = v.pipe(
  v.record(attributeName, attributeValue),
  v.maxEntries(limits.attributesMax),
  v.description('Up to ten typed values beside the body. They count towards its size.'),
)

export const receipt = v.pipe(v.string(), v.minLength(1), v.maxLength(1024), v.description('As a poll gave it.'))

export const receipts = v.pipe(
  v.array(receipt),
  v.minLength(1),
  v.maxLength(limits.messagesPerCallMax),
  v.description('1 to 16 receipts.'),
)

export const messageId = v.pipe(wellFormed, v.minLength(1), v.maxLength(128), v.description('As a publish gave it.'))

export const visibilityTimeoutSeconds = integer(0, limits.visibilityTimeoutSecondsMax)

export const maxAttempts = v.pipe(
  integer(1, limits.attemptsMaxMax),
  v.description('Hand-overs before the message is moved aside or parked.'),
)

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

export const pageQuery = {
  limit: v.optional(
    v.pipe(integer(1, limits.pageItemsMax), v.description('Items on a page.')),
    limits.pageItemsDefault,
  ),
  cursor: v.optional(
    v.pipe(v.string(), v.minLength(1), v.maxLength(2048), v.description('`nextCursor` of the page before.')),
  ),
}

export const nextCursor = v.optional(v.pipe(v.string(), v.description('Absent on the last page.')))

export const queuePath = v.strictObject({ queue: queueName })
export const messagePath = v.strictObject({ queue: queueName, id: messageId })
