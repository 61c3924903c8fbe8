import { type Delivery, isHeld } from '../domain/message.ts'
import { isOrdered } from '../domain/ordered.ts'
import type { QueueRef } from '../domain/queue.ts'
import type { Settlement } from './store.ts'

/** Whether a settlement counts for a message as it stands now. */
export function settleVerdict(
  delivery: Delivery,
  { receipt, ifLapsed }: Settlement,
  nowMs: number,
): 'applies' | 'lapsed' | 'replaced' {
  if (delivery.token !== receipt.token) return 'replaced'
  return ifLapsed === 'refuse' && !isHeld(delivery, nowMs) ? 'lapsed' : 'applies'
}

/**
 * On an ordered queue a lapsed lease has let the group move on: its receipt settles nothing, whatever was asked for. But a
 * hand-over that reached nobody may be taken back, though it was for no time at all, as long as nobody has it again.
 */
export function asStrict(queue: QueueRef, settlement: Settlement): Settlement {
  const isTakenBack = settlement.kind === 'release' && !settlement.countAttempt
  return isOrdered(queue) && !isTakenBack ? { ...settlement, ifLapsed: 'refuse' } : settlement
}
