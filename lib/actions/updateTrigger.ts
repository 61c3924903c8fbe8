import { checkedTarget, checkedTrigger } from '../domain/checkedTrigger.ts'
import { Problem } from '../domain/problem.ts'
import { checkTriggerTarget } from './checkTriggerTarget.ts'
import type { PutTriggerInput } from './putTrigger.ts'
import type { Action } from './services.ts'
import { saveTrigger, triggerIn, type VersionedTrigger } from './triggerDocument.ts'
import { wakeTriggers } from './wakeTriggers.ts'

/** Changes the settings named and keeps the others; batches under way end by the old ones. */
export const updateTrigger: Action<PutTriggerInput, VersionedTrigger> = async (services, input) => {
  const { queue, trigger: name, settings: change } = input
  if (change.target !== undefined) await checkTriggerTarget(services, queue, checkedTarget(change.target))
  const saved = await saveTrigger(services, queue, name, input.expected, before => {
    if (before === undefined) throw new Problem('TriggerNotFound')
    const settings = checkedTrigger(change, before.settings)
    return { ...before, settings, updatedAtMs: services.clock.nowMs() }
  })
  await wakeTriggers(services, saved)
  return triggerIn(saved, name)
}
