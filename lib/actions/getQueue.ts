import { loadQueue, type VersionedQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

/** The queue's settings and state. */
export const getQueue: Action<{ queue: string }, VersionedQueue> = (services, { queue }) => loadQueue(services, queue)
