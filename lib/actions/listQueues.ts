import type { Queue } from '../domain/queue.ts'
import { isInner } from '../domain/topic.ts'
import { queueKind } from '../store/queueKind.ts'
import { type PageOrder, pageOf, startOf, withNext } from './listPage.ts'
import type { VersionedQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

export type ListQueuesInput = PageOrder & { prefix: string }
export type ListQueuesOutput = { queues: VersionedQueue[]; cursor?: string | undefined }

/** Queues in order of their names, a page at a time. Queues of our own would come after them all. */
export const listQueues: Action<ListQueuesInput, ListQueuesOutput> = async ({ store, keyring }, input) => {
  const { prefix, limit } = input
  const scope = `queues:${prefix}`
  const after = startOf(keyring, scope, input)
  const documents = await store.documents.list(queueKind, { prefix, limit: withNext(limit), after })
  const listed = documents.filter(document => !isInner(document))
  const { items, ...more } = pageOf(keyring, scope, input, listed, ({ name }) => name)
  return { queues: items.map(({ value, version }) => ({ queue: value as unknown as Queue, version })), ...more }
}
