import { isExhausted } from './deadLetterRule.ts'
import type { Envelope } from './envelope.ts'
import type { Delivery } from './message.ts'
import { attemptsBefore, type DeadLetterReason } from './origin.ts'
import { isForParking } from './parking.ts'
import type { QueueSettings } from './queue.ts'

/** What a store must know of a message to have it judged, without reading its body. */
export type Candidate = Pick<Envelope, 'sentAtMs' | 'readyAtMs' | 'expiresAtMs' | 'retainedFromMs' | 'attemptsMax'> &
  Pick<Delivery, 'attempts'> & {
    /** Hand-overs that count no more (see `attemptsBefore`). */
    attemptsBefore?: number | undefined
  }

export type Verdict =
  | { kind: 'lease'; untilMs: number; attempts: number }
  | { kind: 'drop'; reason: 'expired' }
  | { kind: 'deadLetter'; reason: DeadLetterReason }

/** Decides about one visible message; handed to a store, which applies the verdict in one conditional step. */
export type Judge = (candidate: Candidate, nowMs: number) => Verdict

export const toCandidate = (envelope: Envelope, { attempts }: Pick<Delivery, 'attempts'>): Candidate => ({
  sentAtMs: envelope.sentAtMs,
  readyAtMs: envelope.readyAtMs,
  expiresAtMs: envelope.expiresAtMs,
  retainedFromMs: envelope.retainedFromMs,
  attemptsMax: envelope.attemptsMax,
  attemptsBefore: attemptsBefore(envelope),
  attempts,
})

/**
 * When a message is gone for good: its own expiry or the queue's retention, whichever comes first. Retention counts
 * from the publish, or from the ready time where the message's own delay reaches past it (a reminder for 2031 is kept),
 * or from where the message says.
 */
export function expiresAtMs(
  { sentAtMs, readyAtMs, expiresAtMs, retainedFromMs }: Omit<Candidate, 'attempts'>,
  settings: QueueSettings,
): number {
  const retentionMs = settings.retentionSeconds * 1000
  const fromMs = retainedFromMs ?? sentAtMs
  const delayed = readyAtMs > fromMs + retentionMs
  const retainedUntilMs = (delayed ? readyAtMs : fromMs) + retentionMs
  return Math.min(retainedUntilMs, expiresAtMs ?? Number.POSITIVE_INFINITY)
}

// A poll that dies before it has parked a message leaves it for so long to nobody.
const parkingMs = 30_000

/** What a poll does with one visible message. Attempts counts hand-overs, so the limit is checked before this one. */
export function judge(message: Candidate, settings: QueueSettings, leaseMs: number, nowMs: number): Verdict {
  const { deadLetter } = settings
  if (expiresAtMs(message, settings) <= nowMs)
    return { kind: deadLetter?.expired === true ? 'deadLetter' : 'drop', reason: 'expired' }
  if (deadLetter !== undefined && isExhausted(message, deadLetter))
    return { kind: 'deadLetter', reason: 'attemptsExhausted' }
  // Long enough to give it back in.
  const ms = isForParking(message, settings) ? Math.max(leaseMs, parkingMs) : leaseMs
  return { kind: 'lease', untilMs: nowMs + ms, attempts: message.attempts + 1 }
}
