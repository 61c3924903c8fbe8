import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import { Deliveries } from './deliveries.ts'
import { isGone } from './pusher.ts'
import type { Pushing } from './pushing.ts'

/**
 * Pushes what one queue holds, where nobody stays to wait: until there is nothing more, or the wall clock shows
 * `untilWallMs`. What comes again within that time is waited for; what comes later is marked as due, as is what a crash would
 * leave leased.
 */
export async function pushRound(
  services: Services,
  queue: string,
  pushing: Pushing,
  untilWallMs: number,
): Promise<void> {
  const deliveries = new Deliveries(services, queue, pushing, { isMarked: true })
  const ending = new AbortController()
  const cancel = services.wall.wakeAt(untilWallMs, () => ending.abort())
  try {
    await pushAll(services, deliveries, untilWallMs, ending.signal)
    if (ending.signal.aborted) await markTheRest(services, queue)
  } catch (error) {
    if (!isGone(error)) throw error
  } finally {
    cancel()
    await deliveries.allEnded()
  }
}

async function pushAll(
  services: Services,
  deliveries: Deliveries,
  untilWallMs: number,
  signal: AbortSignal,
): Promise<void> {
  const waitSeconds = (): number => (deliveries.underWay > 0 ? 0 : secondsToReturn(services, deliveries, untilWallMs))
  while (!signal.aborted) {
    const happened = await deliveries.next(waitSeconds(), signal)
    if (happened === 'gone') return
    if (happened !== 'nothing') continue
    if (deliveries.underWay > 0) await deliveries.oneEnded()
    else if (waitSeconds() === 0) return
  }
}

/** How long to wait for what was given back; 0 where that comes after the end. */
function secondsToReturn({ clock, wall }: Services, deliveries: Deliveries, untilWallMs: number): number {
  const ms = deliveries.nextReturnMs() - clock.nowMs()
  return ms > untilWallMs - wall.nowMs() ? 0 : Math.min(limits.waitSecondsMax, Math.ceil(ms / 1000))
}

async function markTheRest(services: Services, queue: string): Promise<void> {
  const found = await findQueue(services, queue)
  if (found !== undefined) await services.store.markDue(found.queue, services.clock.nowMs() + 1)
}
