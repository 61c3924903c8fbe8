import type { Envelope } from './envelope.ts'
import type { Delivery, Message } from './message.ts'
import { type DeadLetterReason, type Origin, withOrigin } from './origin.ts'

/** Why a message leaves; `text` wins over what the last worker said. */
export type Departure = { reason: DeadLetterReason; text?: string | undefined }

/** What a message says once it is moved aside: all that it said, which queue it left, and why. */
export function departed(
  { envelope, delivery }: Message,
  queue: string,
  { reason, text }: Departure,
  nowMs: number,
): Envelope {
  const words = text ?? delivery.nackReason
  const origin: Origin = { queue, reason, attempts: delivery.attempts, atMs: nowMs }
  if (words !== undefined) origin.text = words
  const { attemptsMax, ...rest } = envelope
  const next: Envelope = { ...rest, origins: withOrigin(envelope, origin) }
  // It would have no life left: its time starts anew.
  return reason === 'expired' ? { ...next, expiresAtMs: undefined, retainedFromMs: nowMs } : next
}

/** How a message stands that begins anew: visible at once, never handed out. */
export const begun = (nowMs: number): Delivery => ({ visibleAtMs: nowMs, attempts: 0, token: '', leased: false })

/** How a message stands where it was moved to: visible at once, all earlier receipts over, its hand-overs kept. */
export const arrived = (delivery: Delivery, token: string, nowMs: number): Delivery => ({
  ...delivery,
  token,
  leased: false,
  visibleAtMs: nowMs,
})
