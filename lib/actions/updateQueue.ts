import type { DeadLetterRule } from '../domain/deadLetterRule.ts'
import { defaultOrdered, orderedPart } from '../domain/orderedSettings.ts'
import { type FieldProblem, invalid } from '../domain/problem.ts'
import type { Queue, QueueSettings } from '../domain/queue.ts'
import { checkDeadLetter } from './deadLetters.ts'
import { changeQueue, type Expected, type VersionedQueue } from './queueDocument.ts'
import { type NotesWish, notesPart } from './queueNotes.ts'
import { markRuleChange } from './ruleMarks.ts'
import type { Action } from './services.ts'
import { checkedSettings, type SettingsChange } from './settingsWish.ts'

export type UpdateQueueInput = {
  queue: string
  settings: SettingsChange
  notes?: NotesWish | undefined
  expected: Expected
}

/** Changes the settings named and keeps the others. */
export const updateQueue: Action<UpdateQueueInput, VersionedQueue> = async (services, input) => {
  const { queue: name, settings, notes, expected } = input
  await checkDeadLetter(services, name, settings)
  const saved = await changeQueue(services, name, expected, queue => ({
    settings: changed(queue, settings),
    ...notesPart(queue.notes, notes),
  }))
  await markRuleChange(services, saved)
  return saved
}

function changed({ name, settings }: Queue, { ordered, deadLetter, ...plain }: SettingsChange): QueueSettings {
  const stands = settings.ordered
  const rule = deadLetter ? wholeRule({ ...settings.deadLetter, ...deadLetter }) : deadLetter
  const ruled = rule === undefined ? settings : { ...settings, deadLetter: rule }
  const checked = checkedSettings({ ...ruled, ...plain })
  return { ...checked, ...orderedPart(name, ordered, stands ?? defaultOrdered, stands) }
}

function wholeRule({ queue, attemptsMax, expired = false }: Partial<DeadLetterRule>): DeadLetterRule {
  if (queue !== undefined && attemptsMax !== undefined) return { queue, attemptsMax, expired }
  throw invalid(...missing('queue', queue), ...missing('maxAttempts', attemptsMax))
}

const missing = (name: string, value: unknown): FieldProblem[] =>
  value === undefined ? [{ path: ['deadLetter', name], detail: 'is missing, and the queue has none yet' }] : []
