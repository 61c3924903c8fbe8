import { openCursor, sealCursor } from '../domain/cursor.ts'
import { invalid } from '../domain/problem.ts'
import type { Subscription } from '../domain/topic.ts'
import type { ListQueuesInput } from './listQueues.ts'
import type { Action } from './services.ts'
import { loadTopic, type VersionedTopic } from './topicDocument.ts'

export type ListSubscriptionsInput = ListQueuesInput & { topic: string }
export type ListSubscriptionsOutput = VersionedTopic & { subscriptions: Subscription[]; cursor?: string | undefined }

/** Subscriptions of a topic in order of their names, a page at a time. */
export const listSubscriptions: Action<ListSubscriptionsInput, ListSubscriptionsOutput> = async (services, input) => {
  const { prefix, limit, cursor } = input
  const found = await loadTopic(services, input.topic)
  const scope = `subscriptions:${found.topic.uid}:${prefix}`
  const after = cursor === undefined ? '' : openCursor(scope, cursor, services.keyring)
  if (after === undefined) throw invalid({ path: ['cursor'], detail: 'is not a cursor of this list' })
  const rest = found.topic.subscriptions.filter(({ name }) => name.startsWith(prefix) && name > after)
  const subscriptions = rest.slice(0, limit)
  if (rest.length <= limit) return { ...found, subscriptions }
  return { ...found, subscriptions, cursor: sealCursor(scope, subscriptions.at(-1)!.name, services.keyring) }
}
