import { openCursor, sealCursor } from '../domain/cursor.ts'
import { invalid } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import { isInner } from '../domain/topic.ts'
import { queueKind } from '../store/queueKind.ts'
import type { VersionedQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

export type ListQueuesInput = { prefix: string; limit: number; cursor?: string | undefined }
export type ListQueuesOutput = { queues: VersionedQueue[]; cursor?: string | undefined }

/** Queues in order of their names, a page at a time. Queues of our own would come after them all. */
export const listQueues: Action<ListQueuesInput, ListQueuesOutput> = async ({ store, keyring }, input) => {
  const { prefix, limit, cursor } = input
  const scope = `queues:${prefix}`
  const after = cursor === undefined ? undefined : openCursor(scope, cursor, keyring)
  if (cursor !== undefined && after === undefined)
    throw invalid({ path: ['cursor'], detail: 'is not a cursor of this list' })
  const documents = await store.documents.list(queueKind, { prefix, limit, after })
  const queues = documents
    .filter(document => !isInner(document))
    .map(({ value, version }) => ({ queue: value as unknown as Queue, version }))
  if (queues.length < limit) return { queues }
  return { queues, cursor: sealCursor(scope, documents.at(-1)!.name, keyring) }
}
