import { type Delivery, isHeld } from '../domain/message.ts'
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
