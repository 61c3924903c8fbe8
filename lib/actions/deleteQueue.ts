import { Problem } from '../domain/problem.ts'
import { noteDeletion } from './deletedQueues.ts'
import { discard } from './discard.ts'
import { type Expected, removeQueue } from './queueDocument.ts'
import { forgetRedrives } from './redriveDocument.ts'
import type { Action } from './services.ts'

export type DeleteQueueInput = {
  queue: string
  expected: Expected
  /** For how long the name is noted as deleted: see `unlessDeleted` of putQueue. */
  notedSeconds?: number | undefined
}

/** Removes the queue and, with it, its messages; whoever waits on it is told. A new queue of the name starts empty. */
export const deleteQueue: Action<DeleteQueueInput, void> = async (services, input) => {
  const queue = await removeQueue(services, input.queue, input.expected)
  if (input.notedSeconds) await noteDeletion(services, input.queue, input.notedSeconds).catch(passOver)
  await discard(services, queue)
  await forgetRedrives(services, queue.uid, 0).catch(passOver)
}

/** It is deleted whether or not the store can tidy up now: that only costs space. */
function passOver(error: unknown): void {
  if (!(error instanceof Problem)) throw error
}
