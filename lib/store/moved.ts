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
    return {
      ...delivery,
      leased: delivery.token !== '',
      visibleAtMs: nowMs + settlement.ms,
      // Who takes a message up again that it gave back holds it as it did.
      attempts: settlement.receipt.attempts,
    }
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

/** How a message that is given up stands as it leaves: what its new queue is told, and shows. */
export const givenUp = (delivery: Delivery, settlement: Extract<Settlement, { kind: 'moveAside' }>): Delivery =>
  settlement.countAttempt === undefined ? delivery : { ...delivery, attempts: attemptsAfter(settlement) }

// From the receipt, not from what is stored: a release whose answer was lost is sent again, and must not count twice.
function attemptsAfter({ receipt, countAttempt }: Extract<Settlement, { kind: 'release' | 'moveAside' }>): number {
  if (countAttempt === 'now') return receipt.attempts + 1
  return countAttempt ? receipt.attempts : Math.max(0, receipt.attempts - 1)
}
