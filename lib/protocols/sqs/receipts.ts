import type { ReceiptOutcome } from '../../actions/settleReceipts.ts'
import { isOrdered } from '../../domain/ordered.ts'
import { badHandle, invalidParameter, type SqsError } from './errors.ts'
import { visibilitySecondsMax } from './limits.ts'

/** A FIFO queue takes nothing of a lease that is over; a standard one does while nobody else has the message. */
export const ifLapsed = (queue: string): 'accept' | 'refuse' => (isOrdered({ name: queue }) ? 'refuse' : 'accept')

const expired = (handle: string): SqsError =>
  invalidParameter(handle, 'ReceiptHandle', 'The receipt handle has expired.')

/** What is wrong with having deleted a message; undefined: nothing (reference, 5.4). */
export function deletionError({ kind }: ReceiptOutcome, handle: string, queue: string): SqsError | undefined {
  if (kind === 'unknown') return badHandle(handle)
  const isLate = kind === 'lapsed' || kind === 'replaced'
  return isLate && isOrdered({ name: queue }) ? expired(handle) : undefined
}

/** What is wrong with having changed how long a message is held; undefined: nothing (reference, 5.5). */
export function visibilityError(
  { kind }: ReceiptOutcome,
  handle: string,
  seconds: number,
  queue: string,
): SqsError | undefined {
  if (kind === 'tooLong') {
    const reason = `Total VisibilityTimeout for the message is beyond the limit [${visibilitySecondsMax} seconds]`
    return invalidParameter(seconds, 'VisibilityTimeout', reason)
  }
  if (kind === 'gone')
    return invalidParameter(
      handle,
      'ReceiptHandle',
      'Message does not exist or is not available for visibility timeout change.',
    )
  return deletionError({ kind }, handle, queue)
}

/** Throws InvalidParameterValue for what is no visibility timeout. */
export function checkVisibility(seconds: number): number {
  if (seconds >= 0 && seconds <= visibilitySecondsMax) return seconds
  const reason = `VisibilityTimeout must be an integer between 0 and ${visibilitySecondsMax}`
  throw invalidParameter(seconds, 'VisibilityTimeout', reason)
}
