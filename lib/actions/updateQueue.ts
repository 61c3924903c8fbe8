import type { QueueSettings } from '../domain/queue.ts'
import { changeQueue, type Expected, type VersionedQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

export type UpdateQueueInput = { queue: string; settings: Partial<QueueSettings>; expected: Expected }

/** Changes the settings named and keeps the others. */
export const updateQueue: Action<UpdateQueueInput, VersionedQueue> = (services, { queue: name, settings, expected }) =>
  changeQueue(services, name, expected, queue => ({ settings: { ...queue.settings, ...settings } }))
