import { isOrdered } from '../../domain/ordered.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { fullUntilMs } from '../inFlight.ts'
import type { WaitOrder } from '../store.ts'
import { nextVisibleAtMs } from './stats.ts'
import type { Tables } from './tables.ts'

type Time = () => number | undefined

/** What one who waits is to expect: when a message is next visible, and until when no more leases may run. */
export function outlook(
  { lanes, groups, messages, inFlight }: Tables,
  queue: QueueRef,
  { inFlightMax }: WaitOrder,
  nowMs: number,
): [next: Time, full: Time] {
  const next = () => nextVisibleAtMs(isOrdered(queue) ? groups : messages, lanes.of(queue))
  if (inFlightMax === undefined) return [next, () => undefined]
  return [next, () => fullUntilMs(inFlight.endsMs(lanes.of(queue), nowMs), inFlightMax)]
}
