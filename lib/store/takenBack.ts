import type { Receipt } from '../domain/receipt.ts'
import type { Leased, Settlement } from './store.ts'

type Release = Extract<Settlement, { kind: 'release' }>

/**
 * A hand-over that reached nobody, taken back uncounted, for however short a time it was; the message comes after `delayMs`.
 * `wasCounted`: by its lease; else there is nothing to take off.
 */
export const takenBack = (receipt: Receipt, delayMs = 0, wasCounted = true): Release => ({
  kind: 'release',
  receipt,
  ifLapsed: 'accept',
  delayMs,
  countAttempt: !wasCounted,
})

/** How many attempts there were before a lease. */
export const attemptsBeforeLease = ({ receipt: { attempts }, isUncounted }: Omit<Leased, 'message'>): number =>
  isUncounted ? attempts : attempts - 1

/** A lease as if it had not been, for the store itself: what it did not count is not taken back. */
export const undone = ({ receipt, isUncounted = false }: Omit<Leased, 'message'>, delayMs = 0): Release =>
  takenBack(receipt, delayMs, !isUncounted)
