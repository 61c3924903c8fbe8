import type { Trigger } from '../domain/trigger.ts'
import { pageOf, startOf } from './listPage.ts'
import type { ListQueuesInput } from './listQueues.ts'
import { loadQueue, type VersionedQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

export type ListTriggersInput = ListQueuesInput & { queue: string }
export type ListTriggersOutput = VersionedQueue & { triggers: Trigger[]; cursor?: string | undefined }

/** Triggers of a queue in order of their names, a page at a time. */
export const listTriggers: Action<ListTriggersInput, ListTriggersOutput> = async (services, input) => {
  const { prefix } = input
  const { queue, version } = await loadQueue(services, input.queue)
  const scope = `triggers:${queue.uid}:${prefix}`
  const after = startOf(services.keyring, scope, input) ?? ''
  const rest = (queue.triggers ?? []).filter(({ name }) => name.startsWith(prefix) && name > after)
  const { items, ...more } = pageOf(services.keyring, scope, input, rest, ({ name }) => name)
  return { queue, version, triggers: items, ...more }
}
