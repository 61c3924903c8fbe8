import type { Receipt } from '../domain/receipt.ts'
import type { Settlement } from './store.ts'

/**
 * A hand-over that reached nobody, taken back uncounted, for however short a time it was; the message comes after `delayMs`.
 * `wasCounted`: by its lease; else there is nothing to take off.
 */
export const takenBack = (receipt: Receipt, delayMs = 0, wasCounted = true): Settlement => ({
  kind: 'release',
  receipt,
  ifLapsed: 'accept',
  delayMs,
  countAttempt: !wasCounted,
})
