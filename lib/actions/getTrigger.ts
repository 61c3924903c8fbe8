import { loadQueue } from './queueDocument.ts'
import type { Action } from './services.ts'
import { triggerIn, type VersionedTrigger } from './triggerDocument.ts'

/** One trigger of a queue. */
export const getTrigger: Action<{ queue: string; trigger: string }, VersionedTrigger> = async (
  services,
  { queue, trigger },
) => triggerIn(await loadQueue(services, queue), trigger)
