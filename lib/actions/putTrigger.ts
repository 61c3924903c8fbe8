import { checkedTrigger, type TriggerChange } from '../domain/checkedTrigger.ts'
import { newToken } from '../domain/id.ts'
import { findTrigger } from '../domain/trigger.ts'
import { checkTriggerTarget } from './checkTriggerTarget.ts'
import type { Expected } from './queueDocument.ts'
import type { Action } from './services.ts'
import { saveTrigger, triggerIn, type VersionedTrigger } from './triggerDocument.ts'
import { wakeTriggers } from './wakeTriggers.ts'

export type PutTriggerInput = {
  queue: string
  trigger: string
  /** What is not named has its default; the target has none. */
  settings: TriggerChange
  /** Of the trigger: whether it is there, or at which versions of its queue. */
  expected: Expected
}

/**
 * Has the messages of a queue pushed, or gives an existing trigger exactly these settings (and defaults). What lies in the
 * queue is pushed from now on. Throws QueueNotFound, EndpointRefused, VersionConflict, InvalidInput.
 */
export const putTrigger: Action<PutTriggerInput, VersionedTrigger & { created: boolean }> = async (services, input) => {
  const { queue, trigger: name } = input
  const settings = checkedTrigger(input.settings)
  await checkTriggerTarget(services, queue, settings.target)
  const nowMs = services.clock.nowMs()
  const uid = newToken(services.random)
  const saved = await saveTrigger(services, queue, name, input.expected, before => ({
    ...(before ?? { name, uid, createdAtMs: nowMs }),
    settings,
    updatedAtMs: nowMs,
  }))
  await wakeTriggers(services, saved)
  return { ...triggerIn(saved, name), created: findTrigger(saved.before!, name) === undefined }
}
