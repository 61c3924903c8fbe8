import { isDeepStrictEqual } from 'node:util'
import { limits } from '../domain/limits.ts'
import type { Queue, QueueSettings } from '../domain/queue.ts'
import type { Services } from './services.ts'

// After a minute, two, four and so on, until all leases and delays that were given before the change are over.
const laterMs = Array.from({ length: 10 }, (_, at) => 60_000 * 2 ** at).concat(
  limits.visibilityTimeoutSecondsMax * 1000,
)

/**
 * What lies in a queue when its rule is made or changed was marked by the old one, if at all: it is looked through at once,
 * and when what is leased or given back by now may have returned.
 */
export async function markRuleChange(
  { store, clock }: Services,
  { before, queue }: { before: Queue | undefined; queue: Queue },
): Promise<void> {
  if (before === undefined || queue.settings.deadLetter === undefined) return
  if (isDeepStrictEqual(ruleOf(before.settings), ruleOf(queue.settings))) return
  for (const ms of [0, ...laterMarksMs(before.settings)]) await store.markDue(queue, clock.nowMs() + ms)
}

/** When to look again after a change, from it on: some may work by the old settings for a moment yet. */
export const laterMarksMs = ({ visibilityTimeoutSeconds }: QueueSettings): number[] => [
  (visibilityTimeoutSeconds + limits.configSecondsMax) * 1000,
  ...laterMs,
]

const ruleOf = ({ deadLetter, retentionSeconds }: QueueSettings) => ({ deadLetter, retentionSeconds })
