import * as v from 'valibot'
import { limits } from '../../domain/limits.ts'
import { queueNamePattern } from '../../domain/queue.ts'
import { integer } from './integer.ts'

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

/** Not looked at by a validator: what is no tracing context is passed over, as a header is. */
export const trace = v.pipe(
  v.strictObject({ traceparent: v.string(), tracestate: v.optional(v.string()) }),
  v.description(
    'The tracing context of W3C. Without it, that of the request: its headers, or X-Amzn-Trace-Id where it is sampled.',
  ),
)
