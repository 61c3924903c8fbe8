import { openCursor, sealCursor } from '../domain/cursor.ts'
import { expiresAtMs } from '../domain/judge.ts'
import { limits } from '../domain/limits.ts'
import type { Message, MessageState } from '../domain/message.ts'
import { invalid } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import type { Action } from './services.ts'
import { useQueue } from './usedQueue.ts'

export type BrowseInput = { queue: string; state: MessageState; limit: number; cursor?: string | undefined }
export type BrowseOutput = { queue: Queue; messages: Message[]; cursor?: string | undefined }

/** A page of messages in one state, with no effect on them. A page may be empty and still have a cursor. */
export const browse: Action<BrowseInput, BrowseOutput> = async (services, { queue: name, state, limit, cursor }) => {
  const { queue } = await useQueue(services, name)
  const scope = `messages:${queue.uid}:${queue.generation}:${state}`
  const from = cursor === undefined ? undefined : openCursor(scope, cursor, services.keyring)
  if (cursor !== undefined && from === undefined)
    throw invalid({ path: ['cursor'], detail: 'is not a cursor of this list' })
  const page = await services.store.browse(queue, { state, limit, maxBytes: limits.answerBytesMax, cursor: from })
  const nowMs = services.clock.nowMs()
  const messages = page.messages.filter(({ envelope }) => expiresAtMs(envelope, queue.settings) > nowMs)
  return { queue, messages, cursor: page.cursor && sealCursor(scope, page.cursor, services.keyring) }
}
