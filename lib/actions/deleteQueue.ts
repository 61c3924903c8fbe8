import { discard } from './discard.ts'
import { type Expected, removeQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

/** Removes the queue and, with it, its messages; whoever waits on it is told. A new queue of the name starts empty. */
export const deleteQueue: Action<{ queue: string; expected: Expected }, void> = async (services, input) => {
  await discard(services, await removeQueue(services, input.queue, input.expected))
}
