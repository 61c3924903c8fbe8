import { Problem } from '../domain/problem.ts'
import { checkedSubscription } from '../domain/subscription.ts'
import { checkQueues } from './checkSubscription.ts'
import { alignPushQueue } from './innerQueues.ts'
import type { PutSubscriptionInput } from './putSubscription.ts'
import type { Action } from './services.ts'
import { saveSubscription, type VersionedSubscription } from './subscriptionDocument.ts'
import { checkExpected } from './topicDocument.ts'
import { topicNotes } from './topicNotes.ts'

/** Changes the settings named and keeps the others; copies that wait already go by the new ones. */
export const updateSubscription: Action<PutSubscriptionInput, VersionedSubscription> = async (
  services,
  { topic, subscription: name, ...input },
) => {
  await checkQueues(services, input.settings)
  const { before, ...saved } = await saveSubscription(services, topic, name, found => {
    const { subscription } = found
    if (subscription === undefined) throw new Problem('SubscriptionNotFound')
    checkExpected(found, input.expected)
    return {
      ...subscription,
      settings: checkedSubscription(input.settings, subscription.settings),
      ...topicNotes(subscription, input.notes),
      updatedAtMs: services.clock.nowMs(),
    }
  })
  await alignPushQueue(services, topic, saved.subscription)
  return saved
}
