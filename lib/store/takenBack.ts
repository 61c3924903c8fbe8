import type { Receipt } from '../domain/receipt.ts'
import type { Settlement } from './store.ts'

/** A hand-over that reached nobody, taken back uncounted, for however short a time it was; the message comes after `delayMs`. */
export const takenBack = (receipt: Receipt, delayMs = 0): Settlement => ({
  kind: 'release',
  receipt,
  ifLapsed: 'accept',
  delayMs,
  countAttempt: false,
})
