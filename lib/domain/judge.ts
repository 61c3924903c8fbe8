import type { Envelope } from './envelope.ts'
import type { Delivery } from './message.ts'
import type { QueueSettings } from './queue.ts'

/** What a store must know of a message to have it judged, without reading its body. */
export type Candidate = Pick<Envelope, 'sentAtMs' | 'readyAtMs' | 'expiresAtMs'> & Pick<Delivery, 'attempts'>

export type Verdict = { kind: 'lease'; untilMs: number; attempts: number } | { kind: 'drop'; reason: 'expired' }

/** Decides about one visible message; handed to a store, which applies the verdict in one conditional step. */
export type Judge = (candidate: Candidate, nowMs: number) => Verdict

/**
 * When a message is gone for good: its own expiry or the queue's retention, whichever comes first. Retention counts
 * from the publish, or from the ready time where the message's own delay reaches past it (a reminder for 2031 is kept).
 */
export function expiresAtMs(message: Omit<Candidate, 'attempts'>, settings: QueueSettings): number {
  const retentionMs = settings.retentionSeconds * 1000
  const delayed = message.readyAtMs > message.sentAtMs + retentionMs
  const retainedUntilMs = (delayed ? message.readyAtMs : message.sentAtMs) + retentionMs
  return Math.min(retainedUntilMs, message.expiresAtMs ?? Number.POSITIVE_INFINITY)
}

/** What a poll does with one visible message. Attempts counts hand-overs, this one included. */
export function judge(message: Candidate, settings: QueueSettings, leaseMs: number, nowMs: number): Verdict {
  if (expiresAtMs(message, settings) <= nowMs) return { kind: 'drop', reason: 'expired' }
  return { kind: 'lease', untilMs: nowMs + leaseMs, attempts: message.attempts + 1 }
}
