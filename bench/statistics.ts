/** A value that was measured several times. */
export type Spread = { median: number; min: number; max: number }

const ascending = (a: number, b: number): number => a - b

/** Of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted(ascending)
  return { median: medianOf(sorted), min: sorted[0]!, max: sorted.at(-1)! }
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!
}

/** The smallest value that at least `share` (0 to 1) of all values do not exceed; of at least one value. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}

/** Round by round, so that what slows a whole round down falls out of the ratio. */
export const ratiosOf = (above: readonly number[], below: readonly number[]): Spread =>
  spreadOf(above.map((value, round) => value / below[round]!))
