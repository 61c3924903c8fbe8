import type { QueueSettings } from '../domain/queue.ts'
import { checkDeadLetter } from './deadLetters.ts'
import { changeQueue, type Expected, type VersionedQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

export type UpdateQueueInput = { queue: string; settings: Partial<QueueSettings>; expected: Expected }

/** Changes the settings named and keeps the others; one that is named as undefined ends. */
export const updateQueue: Action<UpdateQueueInput, VersionedQueue> = async (services, input) => {
  const { queue: name, settings, expected } = input
  await checkDeadLetter(services, name, settings)
  return changeQueue(services, name, expected, queue => ({ settings: { ...queue.settings, ...settings } }))
}
