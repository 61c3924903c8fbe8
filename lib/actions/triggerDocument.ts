import { limits } from '../domain/limits.ts'
import { invalid, Problem } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import { findTrigger, type Trigger, triggersPart } from '../domain/trigger.ts'
import { changeQueue, type Expected, type VersionedQueue } from './queueDocument.ts'
import type { Services } from './services.ts'

/** A trigger in its queue, with the version of that: triggers are part of it. */
export type VersionedTrigger = { queue: Queue; trigger: Trigger; version: number }

/** The trigger, or the problem TriggerNotFound. */
export function triggerIn({ queue, version }: VersionedQueue, name: string): VersionedTrigger {
  const trigger = findTrigger(queue, name)
  if (trigger === undefined) throw new Problem('TriggerNotFound')
  return { queue, trigger, version }
}

export type SavedTriggers = VersionedQueue & { before: Queue | undefined }

/**
 * Saves what `change` makes of one trigger of a queue (undefined: there is none); the others stay as they are. `expected`:
 * whether the trigger is there, or at which versions its queue is. Throws QueueNotFound, VersionConflict, InvalidInput.
 */
export function saveTrigger(
  services: Services,
  queue: string,
  name: string,
  expected: Expected,
  change: (trigger: Trigger | undefined) => Trigger | undefined,
): Promise<SavedTriggers> {
  return changeQueue(services, queue, typeof expected === 'string' ? 'any' : expected, stands => {
    const before = findTrigger(stands, name)
    const after = change(before)
    checkExpected(before, expected)
    const others = stands.triggers?.filter(one => one !== before) ?? []
    const triggers = after === undefined ? others : [...others, after]
    checkRoom(triggers)
    return triggersPart(triggers)
  })
}

function checkExpected(trigger: Trigger | undefined, expected: Expected): void {
  if (expected === 'any' || (trigger === undefined) === (expected === 'absent')) return
  throw new Problem('VersionConflict')
}

function checkRoom({ length: got }: readonly Trigger[]): void {
  if (got <= limits.triggersMax) return
  throw invalid({ path: ['trigger'], detail: 'is one more than a queue has', limit: limits.triggersMax, got: got - 1 })
}
