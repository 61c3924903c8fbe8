import type { Action } from './services.ts'
import { loadTopic, type VersionedTopic } from './topicDocument.ts'

/** The topic with its settings and subscriptions. */
export const getTopic: Action<{ topic: string }, VersionedTopic> = (services, { topic }) => loadTopic(services, topic)
