import { isOrdered } from '../domain/ordered.ts'
import type { Queue } from '../domain/queue.ts'
import { isInner } from '../domain/topic.ts'
import { dueMinuteMs } from '../store/dueKey.ts'
import type { Services } from './services.ts'

// Whoever is told of a message may get lost on the way to push it. So of each queue with triggers it is also marked when
// messages in it become visible: whoever reads the marks has it pushed within a minute. Queues of our own are marked by
// those who put something into them, as they have to be tended and not only pushed.

/** Whether triggers are to hear of messages that become visible in a queue. */
export const isTriggered = (queue: Queue): boolean => queue.wakes === true && !isInner(queue)

/** Marks when messages become visible, before they are put there or once they are leased; no call for queues without triggers. */
export async function markWakes({ store, clock }: Services, queue: Queue, timesMs: Iterable<number>): Promise<void> {
  if (!isTriggered(queue)) return
  const nowMs = clock.nowMs()
  const minutes = new Set(Array.from(timesMs, ms => dueMinuteMs(Math.max(ms, nowMs))))
  for (const ms of minutes) await store.markDue(queue, ms, 'push')
}

/**
 * The same where a message that is finished may let another through: the next one of its group, or whoever waits for its place. That is no
 * arrival, so nobody else is told.
 */
export async function markFreed(services: Services, queue: Queue): Promise<void> {
  if (isOrdered(queue) || queue.settings.maxInFlight !== undefined)
    await markWakes(services, queue, [services.clock.nowMs()])
}

/** Tells whoever pushes in this process that something may have become visible. */
export function tellPusher({ onPush }: Services, queue: Queue): void {
  if (isTriggered(queue)) onPush?.(queue)
}

/** Has all that is visible in a queue with triggers pushed from now on, by whoever does that. */
export async function wakeNow(services: Services, queue: Queue): Promise<void> {
  if (!isTriggered(queue)) return
  const nowMs = services.clock.nowMs()
  await markWakes(services, queue, [nowMs])
  tellPusher(services, queue)
  // A wake that gets lost is made up for by the mark.
  await services.wakeAt?.(queue, nowMs).catch(() => {})
}
