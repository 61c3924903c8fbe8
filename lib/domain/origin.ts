import { limits } from './limits.ts'

/** Why a message was moved aside; `rejected`: the target of a trigger failed with it once too often. */
export type DeadLetterReason = 'attemptsExhausted' | 'nacked' | 'rejected' | 'expired'

/** Why a message left a queue: it was moved aside, or put back by a redrive. */
export type MoveReason = DeadLetterReason | 'redriven'

/** One step of a message from queue to queue. */
export type Origin = {
  /** The queue that it came from. */
  queue: string
  reason: MoveReason
  /** What the last worker said when it gave the message back, at most 256 bytes. */
  text?: string | undefined
  /** Hand-overs until then. */
  attempts: number
  atMs: number
}

type Travelled = { origins?: readonly Origin[] | undefined }

/**
 * Hand-overs that came before the message was moved aside: they are shown, and do not count again. One that was redriven
 * begins at none.
 */
export function attemptsBefore({ origins }: Travelled): number {
  const last = origins?.at(-1)
  return last === undefined || last.reason === 'redriven' ? 0 : last.attempts
}

/** The queue that a message failed in first, since it was last put back; undefined for one that is no dead letter. */
export function failedIn({ origins = [] }: Travelled): string | undefined {
  const since = origins.findLastIndex(({ reason }) => reason === 'redriven') + 1
  return origins[since]?.queue
}

/** The latest steps, this one included. */
export const withOrigin = ({ origins = [] }: Travelled, origin: Origin): readonly Origin[] =>
  [...origins, origin].slice(-limits.originsMax)
