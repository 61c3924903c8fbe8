import { pushQueueName } from '../domain/topic.ts'
import type { Stats } from '../store/store.ts'
import { findQueue } from './queueDocument.ts'
import type { Action } from './services.ts'
import { subscriptionIn } from './subscriptionDocument.ts'
import { loadTopic } from './topicDocument.ts'

/** How many copies wait to be delivered to a subscription's endpoint, in which state; none where none ever had to wait. */
export const subscriptionStats: Action<{ topic: string; subscription: string }, Stats> = async (
  services,
  { topic, subscription: name },
) => {
  const { subscription } = subscriptionIn(await loadTopic(services, topic), name)
  const found = await findQueue(services, pushQueueName(topic, subscription))
  if (found !== undefined) return services.store.stats(found.queue)
  return { visible: 0, inFlight: 0, delayed: 0, exact: true, asOfMs: services.clock.nowMs() }
}
