import { changeQueue, type Expected, type VersionedQueue } from './queueDocument.ts'
import type { Action } from './services.ts'
import { checkedSettings, type SettingsWish } from './settingsWish.ts'

export type UpdateQueueInput = { queue: string; settings: SettingsWish; expected: Expected }

/** Changes the settings named and keeps the others. */
export const updateQueue: Action<UpdateQueueInput, VersionedQueue> = (services, { queue: name, settings, expected }) =>
  changeQueue(services, name, expected, queue => ({
    settings: checkedSettings({ ...queue.settings, ...settings }),
  }))
