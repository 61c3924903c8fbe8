import type { Delivery } from '../domain/message.ts'
import type { Settlement } from './store.ts'

/** The delivery state after a release or an extend. Applied twice it is the same as applied once. */
export function moved(
  delivery: Delivery,
  settlement: Extract<Settlement, { kind: 'release' | 'extend' }>,
  nowMs: number,
): Delivery {
  // A message that nobody ever got is delayed, not in flight, however its delay is moved.
  if (settlement.kind === 'extend')
    return { ...delivery, leased: delivery.token !== '', visibleAtMs: nowMs + settlement.ms }
  const attempts = attemptsAfter(settlement)
  return {
    ...delivery,
    leased: false,
    visibleAtMs: nowMs + settlement.delayMs,
    attempts,
    firstLeasedAtMs: attempts === 0 ? undefined : delivery.firstLeasedAtMs,
    nackReason: settlement.reason ?? delivery.nackReason,
  }
}

// From the receipt, not from what is stored: a release whose answer was lost is sent again, and must not count twice.
const attemptsAfter = ({ receipt, countAttempt }: Extract<Settlement, { kind: 'release' }>): number =>
  countAttempt ? receipt.attempts : Math.max(0, receipt.attempts - 1)
