import type { Verdict } from '../domain/judge.ts'
import type { Message } from '../domain/message.ts'
import type { QueueRef } from '../domain/queue.ts'
import { receiptOf } from './receiptOf.ts'
import type { Leased } from './store.ts'

export type Lease = Extract<Verdict, { kind: 'lease' }>

/** A message as it is handed out: its delivery state from now on, and the receipt that holds it. */
export function leasedAs(
  queue: QueueRef,
  { delivery: before, ...message }: Message,
  { untilMs, attempts }: Lease,
  token: string,
  leasedAtMs: number,
): Leased {
  const firstLeasedAtMs = before.firstLeasedAtMs ?? leasedAtMs
  const delivery = { ...before, visibleAtMs: untilMs, attempts, token, leased: true, firstLeasedAtMs, leasedAtMs }
  return {
    message: { ...message, delivery },
    receipt: receiptOf(queue, message.id, delivery),
    ...(attempts === before.attempts && { isUncounted: true }),
  }
}
