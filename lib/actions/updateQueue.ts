import { defaultOrdered, orderedPart } from '../domain/orderedSettings.ts'
import type { Queue, QueueSettings } from '../domain/queue.ts'
import { checkDeadLetter } from './deadLetters.ts'
import { changeQueue, type Expected, type VersionedQueue } from './queueDocument.ts'
import type { Action } from './services.ts'
import { checkedSettings, type SettingsWish } from './settingsWish.ts'

export type UpdateQueueInput = { queue: string; settings: SettingsWish; expected: Expected }

/** Changes the settings named and keeps the others. */
export const updateQueue: Action<UpdateQueueInput, VersionedQueue> = async (services, input) => {
  const { queue: name, settings, expected } = input
  await checkDeadLetter(services, name, settings)
  return changeQueue(services, name, expected, queue => ({ settings: changed(queue, settings) }))
}

function changed({ name, settings }: Queue, { ordered, ...plain }: SettingsWish): QueueSettings {
  const stands = settings.ordered
  const checked = checkedSettings({ ...settings, ...plain })
  return { ...checked, ...orderedPart(name, ordered, stands ?? defaultOrdered, stands) }
}
