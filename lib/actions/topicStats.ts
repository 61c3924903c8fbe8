import { innerQueuesOf } from './innerQueues.ts'
import { findQueue } from './queueDocument.ts'
import type { Action, Services } from './services.ts'
import { loadTopic } from './topicDocument.ts'

/** How many copies are still to be delivered, and messages to be copied. */
export const topicStats: Action<{ topic: string }, { messages: number }> = async (services, { topic: name }) => {
  const { topic } = await loadTopic(services, name)
  const counts = await Promise.all(innerQueuesOf(topic).map(inner => countIn(services, inner)))
  return { messages: counts.reduce((sum, count) => sum + count, 0) }
}

async function countIn(services: Services, name: string): Promise<number> {
  const found = await findQueue(services, name)
  if (found === undefined) return 0
  const { visible, inFlight, delayed } = await services.store.stats(found.queue)
  return visible + inFlight + delayed
}
