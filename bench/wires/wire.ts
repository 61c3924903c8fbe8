import type { Answer } from '../http/responseReader.ts'
import type { AccessKey } from './signature.ts'

/**
 * How one queue is spoken to: requests as bytes, and what the bench has to read in the answers. What can be made
 * beforehand is; only an ack carries what a poll brought.
 */
export type Wire = {
  /** Of a queue of SQS. */
  queueUrl?: string
  /** Where calls have to be signed. */
  key?: AccessKey | undefined
  /** The largest batch that the server takes in one call. */
  batchMax: number
  /** A publish of so many messages of `bodyBytes`. */
  publish: (count: number) => Buffer
  /** How many messages the answer says are kept. */
  published: (answer: Answer) => number
  /** A poll for at most 10 messages, without waiting. */
  poll: Buffer
  /** The same, waiting for one up to `pollSeconds`. */
  pollWaiting: Buffer
  receipts: (answer: Answer) => string[]
  ack: (receipts: readonly string[]) => Buffer
  /** How many of those that were asked for the answer says are gone for good. */
  acked: (answer: Answer, asked: number) => number
  /** Asks for the number of messages in the queue, and reads it. */
  depth: Buffer
  messages: (answer: Answer) => number
}

/** Size of every message body, in bytes. */
export const bodyBytes = 300

/** Letters that JSON leaves as they are, and no run of one letter: as a token or base64 would look. */
export const body = Array.from(
  { length: bodyBytes },
  (_, at) => 'sluicebench0123456789ABCDEFGHIJK'[(at * 7) % 32],
).join('')

/** How many messages one poll asks for, and one ack finishes. */
export const pollMessages = 10

/** How long a poll that waits does: as long as SQS allows. */
export const pollSeconds = 20
