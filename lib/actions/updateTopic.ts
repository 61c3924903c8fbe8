import type { PutTopicInput } from './putTopic.ts'
import type { Action } from './services.ts'
import { changeTopic, checkExpected, type VersionedTopic } from './topicDocument.ts'
import { topicNotes } from './topicNotes.ts'

/** Changes the settings named and keeps the others. */
export const updateTopic: Action<PutTopicInput, VersionedTopic> = async (services, input) => {
  const { topic, version } = await changeTopic(services, input.topic, found => {
    checkExpected(found, input.expected)
    const { settings } = found.topic
    return {
      settings: { ...settings, ...input.settings },
      ...topicNotes(found.topic, input.notes),
      updatedAtMs: services.clock.nowMs(),
    }
  })
  return { topic, version }
}
