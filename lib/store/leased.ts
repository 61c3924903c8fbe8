import type { Verdict } from '../domain/judge.ts'
import type { Message } from '../domain/message.ts'
import type { QueueRef } from '../domain/queue.ts'
import type { Leased } from './store.ts'

export type Lease = Extract<Verdict, { kind: 'lease' }>

/** A message as it is handed out: its delivery state from now on, and the receipt that holds it. */
export function leasedAs(
  { uid, generation }: QueueRef,
  { id, envelope, delivery: before }: Message,
  { untilMs, attempts }: Lease,
  token: string,
  leasedAtMs: number,
): Leased {
  const firstLeasedAtMs = before.firstLeasedAtMs ?? leasedAtMs
  const delivery = { ...before, visibleAtMs: untilMs, attempts, token, leased: true, firstLeasedAtMs, leasedAtMs }
  return {
    message: { id, envelope, delivery },
    receipt: { queueUid: uid, generation, id, token, attempts, firstLeasedAtMs, leasedAtMs },
  }
}
