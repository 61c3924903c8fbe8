import { limits } from './limits.ts'

/** Why a message was moved aside. */
export type DeadLetterReason = 'attemptsExhausted' | 'nacked' | 'expired'

/** One step of a message from queue to queue. */
export type Origin = {
  /** The queue that it came from. */
  queue: string
  reason: DeadLetterReason
  /** What the last worker said when it gave the message back, at most 256 bytes. */
  text?: string | undefined
  /** Hand-overs until then. */
  attempts: number
  atMs: number
}

type Travelled = { origins?: readonly Origin[] | undefined }

/** Hand-overs that came before the message was moved aside: they are shown, and do not count again. */
export const attemptsBefore = ({ origins }: Travelled): number => origins?.at(-1)?.attempts ?? 0

/** The latest steps, this one included. */
export const withOrigin = ({ origins = [] }: Travelled, origin: Origin): readonly Origin[] =>
  [...origins, origin].slice(-limits.originsMax)
