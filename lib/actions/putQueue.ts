import { newId } from '../domain/id.ts'
import { defaultOrdered, orderedPart } from '../domain/orderedSettings.ts'
import { defaultSettings } from '../domain/queue.ts'
import { checkDeadLetter } from './deadLetters.ts'
import { type Expected, saveQueue, type VersionedQueue } from './queueDocument.ts'
import { markRuleChange } from './ruleMarks.ts'
import type { Action } from './services.ts'
import { checkedSettings, type SettingsWish } from './settingsWish.ts'

export type PutQueueInput = { queue: string; settings: SettingsWish; expected: Expected }

/** Creates a queue, or gives an existing one exactly these settings (and defaults); its messages stay. */
export const putQueue: Action<PutQueueInput, VersionedQueue & { created: boolean }> = async (services, input) => {
  const { queue: name, expected } = input
  const nowMs = services.clock.nowMs()
  const { ordered, ...plain } = input.settings
  await checkDeadLetter(services, name, plain)
  const checked = checkedSettings({ ...defaultSettings, ...plain })
  const { before, ...saved } = await saveQueue(services, name, expected, existing => {
    const stands = existing?.settings.ordered
    const settings = { ...checked, ...orderedPart(name, ordered, defaultOrdered, stands) }
    return existing
      ? { ...existing, settings, updatedAtMs: nowMs }
      : {
          name,
          uid: newId(services.random),
          generation: 1,
          settings,
          paused: false,
          createdAtMs: nowMs,
          updatedAtMs: nowMs,
        }
  })
  await markRuleChange(services, { ...saved, before })
  return { ...saved, created: before === undefined }
}
