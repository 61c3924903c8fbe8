import type { Envelope } from './envelope.ts'

/** Delivery state of one message, as a store keeps it beside the envelope. */
export type Delivery = {
  /** May be received from this moment on. Delay, lease and nack all set it. */
  visibleAtMs: number
  /** Real hand-overs so far. */
  attempts: number
  /** New with each lease and each edit; fences every receipt handed out before. Empty: never leased nor edited. */
  token: string
  /** Handed out and not given back: until `visibleAtMs` nobody else gets it. */
  leased: boolean
  firstLeasedAtMs?: number | undefined
  leasedAtMs?: number | undefined
  /** What the last worker said when it gave the message back. */
  nackReason?: string | undefined
}

export type Message = {
  id: string
  envelope: Envelope
  delivery: Delivery
  /** Only on ordered queues: grows from message to message of a group, with gaps. */
  sequence?: number | undefined
}

export type MessageState = 'visible' | 'inFlight' | 'delayed'

/** A nacked message that waits counts as delayed: nobody holds it. */
export function stateOf({ visibleAtMs, leased }: Delivery, nowMs: number): MessageState {
  if (visibleAtMs <= nowMs) return 'visible'
  return leased ? 'inFlight' : 'delayed'
}

/**
 * Whether a receipt that names this message's token holds it: its lease runs, or the message was never handed out and
 * its delay is not over (then the receipt without a token, which a delayed send may answer with, holds it).
 */
export const isHeld = ({ visibleAtMs, leased, token }: Delivery, nowMs: number): boolean =>
  visibleAtMs > nowMs && (leased || token === '')
