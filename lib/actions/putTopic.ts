import { newId } from '../domain/id.ts'
import { limits } from '../domain/limits.ts'
import type { Topic, TopicSettings } from '../domain/topic.ts'
import type { Expected } from './queueDocument.ts'
import type { NotesWish } from './queueNotes.ts'
import type { Action } from './services.ts'
import { checkExpected, saveTopic, type VersionedTopic } from './topicDocument.ts'
import { topicNotes } from './topicNotes.ts'

export type PutTopicInput = {
  topic: string
  /** Body and attributes of one message together: 1,024 to 1,048,576, which is the default. */
  settings: Partial<TopicSettings>
  /** Those of an existing topic stay where nothing is said. */
  notes?: Pick<NotesWish, 'tags' | 'wordings'> | undefined
  expected: Expected
}

const defaultTopic: TopicSettings = { maxMessageBytes: limits.messageBytesMax }

/** Creates a topic, or gives an existing one exactly these settings (and defaults); its subscriptions stay. */
export const putTopic: Action<PutTopicInput, VersionedTopic & { created: boolean }> = async (services, input) => {
  const { topic: name, expected } = input
  const nowMs = services.clock.nowMs()
  const uid = newId(services.random)
  const settings = { ...defaultTopic, ...input.settings }
  const { before, ...saved } = await saveTopic(services, name, found => {
    checkExpected(found, expected)
    const stands = found?.topic ?? { name, uid, subscriptions: [], createdAtMs: nowMs }
    return { ...stands, settings, ...topicNotes(found?.topic, input.notes), updatedAtMs: nowMs } satisfies Topic
  })
  return { ...saved, created: before === undefined }
}
