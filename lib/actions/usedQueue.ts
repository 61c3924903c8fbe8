import { limits } from '../domain/limits.ts'
import { Problem } from '../domain/problem.ts'
import type { QueueRef } from '../domain/queue.ts'
import { type LoadedQueue, loadQueue } from './queueDocument.ts'
import type { Services } from './services.ts'

const configMsMax = limits.configSecondsMax * 1000
const looksMax = 3

/** The queue for a call that is about messages, by settings that may be a few seconds old; or QueueNotFound. */
export const useQueue = (services: Services, name: string): Promise<LoadedQueue> =>
  loadQueue(services, name, configMsMax)

/**
 * The queue as it stands now, maybe purged or created anew meanwhile; QueueNotFound if it was deleted; StoreBusy when
 * nobody can tell. Undefined, without asking, unless the answer would else rest on settings older than
 * `configSecondsMax`: a publish that took longer may have gone into a generation that is dead, and a poll may have come
 * back with one's messages.
 */
export async function successorOf(services: Services, used: LoadedQueue): Promise<LoadedQueue | undefined> {
  // A wall clock that was set back says nothing of how long it took.
  const isOld = ({ asOfMs }: LoadedQueue): boolean => Math.abs(services.wall.nowMs() - asOfMs) > configMsMax
  let found = used
  for (let looks = 0; isOld(found); looks++) {
    // Each look was held up as well: nothing can be said of the queue as it is now.
    if (looks === looksMax) throw new Problem('StoreBusy')
    found = await loadQueue(services, used.queue.name)
  }
  return found === used ? undefined : found
}

export const isSameGeneration = (one: Omit<QueueRef, 'name'>, other: Omit<QueueRef, 'name'>): boolean =>
  one.uid === other.uid && one.generation === other.generation
