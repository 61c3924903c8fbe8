import { changeQueue, type VersionedQueue } from './queueDocument.ts'
import type { Action } from './services.ts'
import { wakeNow } from './wake.ts'

/** Ends a pause; polls that wait look again at once. */
export const resume: Action<{ queue: string }, VersionedQueue> = async (services, { queue }) => {
  const saved = await changeQueue(services, queue, 'any', () => ({ paused: false }))
  services.store.nudge(saved.queue)
  await wakeNow(services, saved.queue)
  return saved
}
