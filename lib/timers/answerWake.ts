import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import type { Queue } from '../domain/queue.ts'
import type { AlarmClock } from './alarmClock.ts'
import type { Wake } from './wake.ts'

// Clocks of two machines differ by no more, as a rule. What rings much too early is set again.
const earlyMsMax = 5_000

/** Looks into a queue, until the wall clock shows `untilWallMs` at the latest. False: there may be more to do, and nobody is woken for it. */
export type Look = (queue: Queue, untilWallMs: number) => Promise<boolean>

/**
 * What is done when an alarm rings. A call for a queue that is gone, or was made anew, is over; one that comes before its time
 * waits for it; and a look that ran out of time is followed by another call. Rejects where the call has to come again.
 */
export async function answerWake(
  services: Services,
  alarms: AlarmClock,
  wake: Wake,
  { untilWallMs, look }: { untilWallMs: number; look: Look },
): Promise<void> {
  const { clock } = services
  const found = await findQueue(services, wake.queue)
  if (found?.queue.uid !== wake.uid) return
  if (wake.atMs > clock.nowMs() + earlyMsMax) return ring(alarms, wake)
  if (wake.atMs > clock.nowMs()) await new Promise<void>(resolve => clock.wakeAt(wake.atMs, resolve))
  const isDone = await look(found.queue, untilWallMs)
  if (!isDone) await ring(alarms, { ...wake, atMs: clock.nowMs() })
}

async function ring(alarms: AlarmClock, wake: Wake): Promise<void> {
  const { failed } = await alarms.set([wake])
  if (failed.length > 0) throw new Error('The timer queue takes no wake-up call.')
}
