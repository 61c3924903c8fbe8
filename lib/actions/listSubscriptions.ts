import type { Subscription } from '../domain/topic.ts'
import { pageOf, startOf } from './listPage.ts'
import type { ListQueuesInput } from './listQueues.ts'
import type { Action } from './services.ts'
import { loadTopic, type VersionedTopic } from './topicDocument.ts'

export type ListSubscriptionsInput = ListQueuesInput & { topic: string }
export type ListSubscriptionsOutput = VersionedTopic & { subscriptions: Subscription[]; cursor?: string | undefined }

/** Subscriptions of a topic in order of their names, a page at a time. */
export const listSubscriptions: Action<ListSubscriptionsInput, ListSubscriptionsOutput> = async (services, input) => {
  const { prefix } = input
  const found = await loadTopic(services, input.topic)
  const scope = `subscriptions:${found.topic.uid}:${prefix}`
  const after = startOf(services.keyring, scope, input) ?? ''
  const rest = found.topic.subscriptions.filter(({ name }) => name.startsWith(prefix) && name > after)
  const { items, ...more } = pageOf(services.keyring, scope, input, rest, ({ name }) => name)
  return { ...found, subscriptions: items, ...more }
}
