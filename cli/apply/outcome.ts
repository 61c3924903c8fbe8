import type { Difference } from './difference.ts'

/** What became of a queue, or would: `changes` says what was otherwise before. */
export type Outcome = { queue: string; outcome: 'created' | 'changed' | 'unchanged'; changes: Difference[] }

/** One line: `orders: changed waitSeconds (0 to 20)`. */
export function showOutcome({ queue, outcome, changes }: Outcome): string {
  const told = changes.map(({ path, from, to }) => `${path} (${show(from)} to ${show(to)})`)
  return told.length === 0 ? `${queue}: ${outcome}` : `${queue}: ${outcome} ${told.join(', ')}`
}

const show = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value))
