import { Problem } from '../domain/problem.ts'
import type { Subscription, Topic } from '../domain/topic.ts'
import type { Services } from './services.ts'
import { changeTopic, type VersionedTopic } from './topicDocument.ts'

/** A subscription in its topic, with the version of that. */
export type VersionedSubscription = { topic: Topic; subscription: Subscription; version: number }

export const findSubscription = ({ subscriptions }: Topic, name: string): Subscription | undefined =>
  subscriptions.find(one => one.name === name)

/** The subscription, or the problem SubscriptionNotFound. */
export function subscriptionIn({ topic, version }: VersionedTopic, name: string): VersionedSubscription {
  const subscription = findSubscription(topic, name)
  if (subscription === undefined) throw new Problem('SubscriptionNotFound')
  return { topic, subscription, version }
}

/** Saves what `change` makes of one subscription (undefined: there is none); the others stay as they are. */
export async function saveSubscription(
  services: Services,
  topic: string,
  name: string,
  change: (found: { subscription?: Subscription | undefined; version: number; topic: Topic }) => Subscription,
): Promise<VersionedSubscription & { before: Subscription | undefined }> {
  const { before, ...saved } = await changeTopic(services, topic, found => {
    const subscription = change({ ...found, subscription: findSubscription(found.topic, name) })
    return { subscriptions: withSubscription(found.topic, subscription) }
  })
  return { ...subscriptionIn(saved, name), before: before && findSubscription(before, name) }
}

/** In order of their names. */
const withSubscription = ({ subscriptions }: Topic, one: Subscription): Subscription[] =>
  [...subscriptions.filter(({ name }) => name !== one.name), one].sort((a, b) => (a.name < b.name ? -1 : 1))
