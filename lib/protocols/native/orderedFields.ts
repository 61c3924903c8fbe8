import * as v from 'valibot'
import { limits } from '../../domain/limits.ts'
import { integer } from './integer.ts'

/** What names a group, a repetition or an attempt: SQS's alphabet. */
const orderedId = v.pipe(v.string(), v.regex(new RegExp(`^[\\x21-\\x7e]{1,${limits.orderedIdCharactersMax}}$`)))

export const groupId = v.pipe(
  orderedId,
  v.description(
    '1 to 128 visible ASCII characters. On an ordered queue the messages of a group stay in order; on others what a group ' +
      'publishes that publishes a lot comes after the rest of its priority.',
  ),
)

export const deduplicationId = v.pipe(
  orderedId,
  v.description('1 to 128 visible ASCII characters, on ordered queues: a repetition within the window stores nothing.'),
)

export const attemptId = v.pipe(
  orderedId,
  v.description(
    'On ordered queues, a name of your own for this poll: for five minutes the same name answers the same messages and ' +
      'receipts again, and their leases begin anew, unless one of them was settled, edited or handed out since.',
  ),
)

export const sequence = v.pipe(
  v.string(),
  v.regex(/^\d{20}$/),
  v.description(
    'On ordered queues: grows from message to message of a group. Twenty digits, so texts sort as numbers.',
  ),
)

const deduplication = {
  contentBased: v.pipe(
    v.boolean(),
    v.description('Whether a message without a deduplicationId gets one from its body. Default false.'),
  ),
  windowSeconds: v.pipe(
    integer(limits.deduplicationSecondsMin, limits.deduplicationSecondsMax),
    v.description('How long after a publish its repetitions are known as such. Default 300.'),
  ),
  scope: v.pipe(
    v.picklist(['queue', 'group']),
    v.description('Where a deduplicationId counts. Default `queue`. Fixed when the queue is created.'),
  ),
}

const parkAfterAttempts = v.pipe(
  integer(1, limits.attemptsMaxMax),
  v.description(
    'Hand-overs after which a message is handed out no more and its group waits, until somebody cancels the message or edits ' +
      'it with a greater `maxAttempts`, or it expires. Beside a dead-letter queue the smaller number counts. No default.',
  ),
)

export const orderedInput = v.strictObject({
  parkAfterAttempts: v.exactOptional(v.nullable(parkAfterAttempts)),
  deduplication: v.exactOptional(
    v.strictObject({
      contentBased: v.exactOptional(deduplication.contentBased),
      windowSeconds: v.exactOptional(deduplication.windowSeconds),
      scope: v.exactOptional(deduplication.scope),
    }),
  ),
})

export const orderedView = v.pipe(
  v.strictObject({
    deduplication: v.strictObject(deduplication),
    parkAfterAttempts: v.exactOptional(parkAfterAttempts),
  }),
  v.description('Only queues whose name ends in .fifo have it.'),
)
