import { innerQueuesOf, markForRemoval, removeMarked } from './innerQueues.ts'
import type { Expected } from './queueDocument.ts'
import type { Action } from './services.ts'
import { removeTopic } from './topicDocument.ts'

export type DeleteTopicInput = { topic: string; expected: Expected }

/** Removes the topic, its subscriptions and what is on its way to them; copies that have arrived stay where they are. */
export const deleteTopic: Action<DeleteTopicInput, void> = async (services, { topic: name, expected }) => {
  const topic = await removeTopic(services, name, expected, found => markForRemoval(services, innerQueuesOf(found)))
  await removeMarked(services, innerQueuesOf(topic))
}
