import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import { comeAgain } from './comeAgain.ts'
import { Deliveries } from './deliveries.ts'
import { isGone } from './pusher.ts'
import type { Pushing } from './pushing.ts'
import { restUntil } from './restUntil.ts'
import { windowEndMs } from './window.ts'

/**
 * Pushes what one queue holds, where nobody stays to wait: until there is nothing more, or the wall clock shows
 * `untilWallMs`. What comes again within that time is waited for where nobody wakes us for it; what comes later is marked as due, as is
 * what a crash would leave leased. Deliveries under way at the end are waited for.
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
    await pushOrMark(
      services,
      queue,
      async () =>
        (await isPutOff(services, queue, pushing)) || (await pushAll(services, deliveries, untilWallMs, ending.signal)),
    )
  } finally {
    cancel()
    await deliveries.allEnded()
  }
}

/** Whether there is a window that is not over; then somebody is woken at its end. */
async function isPutOff(services: Services, name: string, pushing: Pushing): Promise<boolean> {
  if (services.wakeAt === undefined) return false
  const endMs = await windowEndMs(services, name, await pushing.sourcesOf(services, name))
  const found = endMs === undefined ? undefined : await findQueue(services, name)
  if (endMs === undefined || found === undefined) return false
  await comeAgain(services, found.queue, endMs)
  return true
}

/** Whether its time was over or something went wrong: who told of the queue has done with the mark that led there. */
async function pushOrMark(services: Services, queue: string, push: () => Promise<boolean>): Promise<void> {
  let isDone = false
  try {
    isDone = await push()
  } catch (error) {
    isDone = isGone(error)
    if (!isDone) throw error
  } finally {
    if (!isDone) await markTheRest(services, queue)
  }
}

/** False: its time was over first. */
async function pushAll(
  services: Services,
  deliveries: Deliveries,
  untilWallMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const waitSeconds = (): number => (deliveries.underWay > 0 ? 0 : secondsToReturn(services, deliveries, untilWallMs))
  while (!signal.aborted) {
    const happened = await deliveries.next(waitSeconds(), signal)
    if (happened === 'gone') return true
    if (happened === 'begun' || happened === 'waited') continue
    if (deliveries.underWay > 0) await deliveries.oneEnded()
    else if (waitSeconds() === 0) return !signal.aborted
    else if (happened === 'resting') await restUntil(services.clock, deliveries.nextReturnMs(), signal)
  }
  return false
}

/** How long to wait for what was given back; 0 where that comes after the end, or somebody wakes us for it. */
function secondsToReturn({ clock, wall, wakeAt }: Services, deliveries: Deliveries, untilWallMs: number): number {
  if (wakeAt !== undefined) return 0
  const ms = deliveries.nextReturnMs() - clock.nowMs()
  return ms > untilWallMs - wall.nowMs() ? 0 : Math.min(limits.waitSecondsMax, Math.ceil(ms / 1000))
}

/** Also for when what was leased comes back: a failure may have come between the lease and its mark. */
async function markTheRest(services: Services, queue: string): Promise<void> {
  const { store, clock } = services
  const found = await findQueue(services, queue)
  if (found === undefined) return
  await store.markDue(found.queue, clock.nowMs() + limits.pushLeaseSeconds * 1000 + 1, 'push')
  await comeAgain(services, found.queue, clock.nowMs() + 1)
}
