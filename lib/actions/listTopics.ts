import type { Topic } from '../domain/topic.ts'
import { pageOf, startOf, withNext } from './listPage.ts'
import type { ListQueuesInput } from './listQueues.ts'
import type { Action } from './services.ts'
import { topicKind, type VersionedTopic } from './topicDocument.ts'

export type ListTopicsOutput = { topics: VersionedTopic[]; cursor?: string | undefined }

/** Topics in order of their names, a page at a time. */
export const listTopics: Action<ListQueuesInput, ListTopicsOutput> = async ({ store, keyring }, input) => {
  const { prefix, limit } = input
  const scope = `topics:${prefix}`
  const after = startOf(keyring, scope, input)
  const documents = await store.documents.list(topicKind, { prefix, limit: withNext(limit), after })
  const { items, ...more } = pageOf(keyring, scope, input, documents, ({ name }) => name)
  return { topics: items.map(({ value, version }) => ({ topic: value as unknown as Topic, version })), ...more }
}
