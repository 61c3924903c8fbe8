import { newId } from '../domain/id.ts'
import { defaultOrdered, orderedPart } from '../domain/orderedSettings.ts'
import { defaultSettings } from '../domain/queue.ts'
import { checkDeadLetter } from './deadLetters.ts'
import { checkDeletion } from './deletedQueues.ts'
import { type Expected, findQueue, saveQueue, type VersionedQueue } from './queueDocument.ts'
import { type NotesWish, notesPart } from './queueNotes.ts'
import { markRuleChange } from './ruleMarks.ts'
import type { Action } from './services.ts'
import { checkedSettings, type SettingsWish } from './settingsWish.ts'

export type PutQueueInput = {
  queue: string
  settings: SettingsWish
  /** Those of an existing queue stay where nothing is said. */
  notes?: NotesWish | undefined
  expected: Expected
  /** Whether a name that was deleted, and noted as such, has to wait until it may be used again (QueueDeletedRecently). */
  unlessDeleted?: boolean | undefined
}

/** Creates a queue, or gives an existing one exactly these settings (and defaults); its messages stay. */
export const putQueue: Action<PutQueueInput, VersionedQueue & { created: boolean }> = async (services, input) => {
  const { queue: name, expected } = input
  const nowMs = services.clock.nowMs()
  const { ordered, ...plain } = input.settings
  await checkDeadLetter(services, name, plain)
  if (input.unlessDeleted && (await findQueue(services, name)) === undefined) await checkDeletion(services, name)
  const checked = checkedSettings({ ...defaultSettings, ...plain })
  const { before, ...saved } = await saveQueue(services, name, expected, existing => {
    const stands = existing?.settings.ordered
    const settings = { ...checked, ...orderedPart(name, ordered, defaultOrdered, stands) }
    return existing
      ? { ...existing, settings, ...notesPart(existing.notes, input.notes), updatedAtMs: nowMs }
      : {
          name,
          uid: newId(services.random),
          generation: 1,
          settings,
          ...notesPart(undefined, input.notes),
          paused: false,
          createdAtMs: nowMs,
          updatedAtMs: nowMs,
        }
  })
  await markRuleChange(services, { ...saved, before })
  return { ...saved, created: before === undefined }
}
