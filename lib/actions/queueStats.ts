import type { Stats } from '../store/store.ts'
import { loadQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

/** How many messages are in which state, and how long the head of the line has waited. */
export const queueStats: Action<{ queue: string }, Stats> = async (services, { queue: name }) => {
  const { queue } = await loadQueue(services, name)
  return services.store.stats(queue)
}
