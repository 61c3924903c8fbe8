import { Problem } from '../domain/problem.ts'
import type { Expected } from './queueDocument.ts'
import type { Action } from './services.ts'
import { saveTrigger } from './triggerDocument.ts'
import { wakeTriggers } from './wakeTriggers.ts'

export type DeleteTriggerInput = { queue: string; trigger: string; expected: Expected }

/** Ends a trigger: batches under way are finished, and what is left waits in the queue for others. */
export const deleteTrigger: Action<DeleteTriggerInput, void> = async (services, { queue, trigger: name, expected }) => {
  const saved = await saveTrigger(services, queue, name, expected, before => {
    if (before === undefined) throw new Problem('TriggerNotFound')
    return undefined
  })
  await wakeTriggers(services, saved)
}
