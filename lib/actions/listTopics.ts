import { openCursor, sealCursor } from '../domain/cursor.ts'
import { invalid } from '../domain/problem.ts'
import type { Topic } from '../domain/topic.ts'
import type { ListQueuesInput } from './listQueues.ts'
import type { Action } from './services.ts'
import { topicKind, type VersionedTopic } from './topicDocument.ts'

export type ListTopicsOutput = { topics: VersionedTopic[]; cursor?: string | undefined }

/** Topics in order of their names, a page at a time. */
export const listTopics: Action<ListQueuesInput, ListTopicsOutput> = async ({ store, keyring }, input) => {
  const { prefix, limit, cursor } = input
  const scope = `topics:${prefix}`
  const after = cursor === undefined ? undefined : openCursor(scope, cursor, keyring)
  if (cursor !== undefined && after === undefined)
    throw invalid({ path: ['cursor'], detail: 'is not a cursor of this list' })
  const documents = await store.documents.list(topicKind, { prefix, limit, after })
  const topics = documents.map(({ value, version }) => ({ topic: value as unknown as Topic, version }))
  if (documents.length < limit) return { topics }
  return { topics, cursor: sealCursor(scope, documents.at(-1)!.name, keyring) }
}
