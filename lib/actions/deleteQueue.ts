import { Problem } from '../domain/problem.ts'
import { discard } from './discard.ts'
import { type Expected, removeQueue } from './queueDocument.ts'
import { forgetRedrives } from './redriveDocument.ts'
import type { Action } from './services.ts'

/** Removes the queue and, with it, its messages; whoever waits on it is told. A new queue of the name starts empty. */
export const deleteQueue: Action<{ queue: string; expected: Expected }, void> = async (services, input) => {
  const queue = await removeQueue(services, input.queue, input.expected)
  await discard(services, queue)
  await forgetRedrives(services, queue.uid, 0).catch(passOver)
}

/** It is deleted whether or not the store can tidy up now: that only costs space. */
function passOver(error: unknown): void {
  if (!(error instanceof Problem)) throw error
}
