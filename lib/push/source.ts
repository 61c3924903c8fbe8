import type { Wish } from '../actions/deliverCopy.ts'
import type { RetryPolicy } from '../domain/retryPolicy.ts'

/** What is wanted of whoever pushes the messages of a queue. */
export type PushSource = {
  to: Wish
  /** Tries in all, the first included. After the last a message is moved to the dead-letter queue of its queue, or dropped. */
  attemptsMax: number
  /** When a delivery that failed is tried again. */
  retry: RetryPolicy
  /** Deliveries under way at the same time in one process; eight where nothing is said. */
  maxConcurrency?: number | undefined
  /** Deliveries begun within one second in one process; absent: no limit. */
  maxPerSecond?: number | undefined
}
