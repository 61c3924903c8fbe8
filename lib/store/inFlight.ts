import type { Settlement } from './store.ts'

/** How many leases more may begin beside those that end at these times. */
export const leasesLeft = (endsMs: readonly number[], inFlightMax: number): number => inFlightMax - endsMs.length

/** When one more may begin, as things stand; undefined: now. */
export function fullUntilMs(endsMs: readonly number[], inFlightMax: number): number | undefined {
  const left = leasesLeft(endsMs, inFlightMax)
  // A limit that was lowered waits for as many as are too many.
  return left > 0 ? undefined : endsMs.toSorted((a, b) => a - b)[-left]
}

/** Whether a settlement may end a lease before its time. */
export const endsLease = (settlement: Settlement): boolean => settlement.kind !== 'extend' || settlement.ms === 0
