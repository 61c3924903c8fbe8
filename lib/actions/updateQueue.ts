import { defaultOrdered, orderedPart } from '../domain/orderedSettings.ts'
import type { Queue, QueueSettings, SettingsWish } from '../domain/queue.ts'
import { changeQueue, type Expected, type VersionedQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

export type UpdateQueueInput = { queue: string; settings: SettingsWish; expected: Expected }

/** Changes the settings named and keeps the others. */
export const updateQueue: Action<UpdateQueueInput, VersionedQueue> = (services, { queue: name, settings, expected }) =>
  changeQueue(services, name, expected, queue => ({ settings: changed(queue, settings) }))

function changed({ name, settings }: Queue, { ordered, ...plain }: SettingsWish): QueueSettings {
  const stands = settings.ordered
  return { ...settings, ...plain, ...orderedPart(name, ordered, stands ?? defaultOrdered, stands) }
}
