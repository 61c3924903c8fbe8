import { changeQueue, type VersionedQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

/** From now on polls answer empty; publishing goes on, and leases that are out may be finished. */
export const pause: Action<{ queue: string }, VersionedQueue> = (services, { queue }) =>
  changeQueue(services, queue, 'any', () => ({ paused: true }))
