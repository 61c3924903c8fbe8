import type { Action } from './services.ts'
import { subscriptionIn, type VersionedSubscription } from './subscriptionDocument.ts'
import { loadTopic } from './topicDocument.ts'

/** One subscription of a topic. */
export const getSubscription: Action<{ topic: string; subscription: string }, VersionedSubscription> = async (
  services,
  { topic, subscription },
) => subscriptionIn(await loadTopic(services, topic), subscription)
