import { stopped } from './handOver.ts'
import type { Outcome } from './outcome.ts'
import type { Rests } from './rests.ts'

/** For how long a taker is left alone after a batch: 0 where it has refused none of it, or nobody waited for its answer. */
export function restAfter(rests: Rests, key: string, outcomes: readonly Outcome[], nowMs: number): number {
  const refused = outcomes.filter(outcome => outcome.kind === 'throttled' && outcome !== stopped)
  if (refused.length === 0) {
    if (!outcomes.includes(stopped)) rests.end(key)
    return 0
  }
  // Who has taken some is asked again soon: it is not closed, but goes at its own pace.
  if (outcomes.some(({ kind }) => kind === 'delivered')) rests.end(key)
  const asked = refused.flatMap(outcome => (outcome.kind === 'throttled' ? (outcome.retryAfterMs ?? []) : []))
  return rests.begin(key, nowMs, asked.length > 0 ? Math.max(...asked) : undefined) - nowMs
}
