import { Problem } from '../domain/problem.ts'
import type { QueueRef } from '../domain/queue.ts'
import type { Services } from './services.ts'

/**
 * Lets a generation go that no document names any more. It is dead whether or not the store can take note of it now (its
 * disk may be full): that only costs space. Whoever waits on it is woken in any case.
 */
export async function discard({ store }: Services, queue: QueueRef): Promise<void> {
  try {
    await store.discard(queue)
  } catch (error) {
    store.nudge(queue)
    if (!(error instanceof Problem)) throw error
  }
}
