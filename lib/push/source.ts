import type { Wish } from '../actions/deliverCopy.ts'
import type { Envelope } from '../domain/envelope.ts'
import type { RetryPolicy } from '../domain/retryPolicy.ts'
import type { Trigger } from '../domain/trigger.ts'

/** Who is to get the messages of a queue. */
export type Taker = ({ kind: 'subscription' } & Wish) | { kind: 'trigger'; trigger: Trigger; queue: string }

/** What is wanted of whoever pushes the messages of a queue, for one of those who take them. */
export type PushSource = {
  to: Taker
  /**
   * Tries in all, the first included. After the last a message is moved to the dead-letter queue of its queue, or dropped. Absent: the
   * dead-letter rule of the queue says so; without one there is always another.
   */
  attemptsMax?: number | undefined
  /** When a delivery that failed is tried again, where the message does not say. */
  retry: RetryPolicy
  /** Messages handed over at once, at most. */
  batchSize: number
  /** How long to wait for more messages after the first; nothing is leased meanwhile. */
  batchWindowSeconds: number
  /** How long one delivery may take; absent: the target bounds its own time, to less than `limits.pushLeaseSeconds`. */
  timeoutSeconds?: number | undefined
  /** Whether a message is for this one; absent: each is. */
  wants?: ((envelope: Envelope) => boolean) | undefined
  /** Batches under way at the same time in one process; eight where nothing is said. */
  maxConcurrency?: number | undefined
  /** Batches begun within one second in one process; absent: no limit. */
  maxPerSecond?: number | undefined
  /** Messages of the queue under way at the same time in all processes; absent: no limit. */
  maxInFlight?: number | undefined
}

/** What stays the same while settings change. */
export const keyOf = ({ to }: PushSource): string => (to.kind === 'trigger' ? to.trigger.uid : to.subscription.uid)
