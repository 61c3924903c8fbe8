import { createHash } from 'node:crypto'
import type { Envelope } from './envelope.ts'
import type { Delivery } from './message.ts'

/** Names of ordered queues end so, and no others do. */
export const orderedSuffix = '.fifo'

export const isOrdered = ({ name }: { name: string }): boolean => name.endsWith(orderedSuffix)

/**
 * The rule of ordered groups: a message may be handed out only if it is visible and every earlier message of its group
 * that still exists is visible too, or is handed out before it in the same answer. So of a group, given in order of its
 * numbers, only the run up to the first message that is not visible is open: leased, delayed and given back for later
 * all close what stands behind them, and nothing before them.
 */
export function* openRun<Held extends { delivery: Pick<Delivery, 'visibleAtMs'> }>(
  group: Iterable<Held>,
  nowMs: number,
): Generator<Held> {
  for (const held of group) {
    if (held.delivery.visibleAtMs > nowMs) return
    yield held
  }
}

/**
 * The number of a message that is stored now, where `last` is the greatest that the store knows to be given. It grows with
 * time too, a thousand for each millisecond, so that a group which was forgotten goes on above its old numbers.
 */
export const sequenceAfter = (last: number, nowMs: number): number => Math.max(last + 1, nowMs * 1000)

const sequenceDigits = 20

/** As consumers see it: twenty digits, so that texts sort as the numbers do. */
export const sequenceText = (sequence: number): string => String(sequence).padStart(sequenceDigits, '0')

/** Where a deduplication id counts: in the whole queue, or in its group. */
export type DeduplicationScope = 'queue' | 'group'

/** Two messages with one key are one. Without an id of its own a message is no duplicate of any. */
export function deduplicationKey(
  { groupId, deduplicationId }: Pick<Envelope, 'groupId' | 'deduplicationId'>,
  scope: DeduplicationScope,
): string | undefined {
  // Neither of them has a space in it.
  return scope === 'group' && deduplicationId !== undefined ? `${groupId} ${deduplicationId}` : deduplicationId
}

/** The deduplication id that a body gives: 64 hex digits. Attributes do not count, as in SQS. */
export const contentId = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex')

/** How a poll left a message: what has become of it since shows in one of these. */
export type Handed = { id: string } & Pick<Delivery, 'token' | 'visibleAtMs'>

/** Whether nobody has settled, edited or received the message since; that its lease may be over does not matter. */
export const isUntouched = (delivery: Delivery, { token, visibleAtMs }: Handed): boolean =>
  delivery.leased && delivery.token === token && delivery.visibleAtMs === visibleAtMs
