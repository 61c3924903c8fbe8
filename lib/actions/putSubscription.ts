import { newToken } from '../domain/id.ts'
import { limits } from '../domain/limits.ts'
import { invalid } from '../domain/problem.ts'
import { checkedSubscription, type SubscriptionChange } from '../domain/subscription.ts'
import type { Topic } from '../domain/topic.ts'
import { checkQueues } from './checkSubscription.ts'
import { alignPushQueue } from './innerQueues.ts'
import type { Expected } from './queueDocument.ts'
import type { NotesWish } from './queueNotes.ts'
import type { Action } from './services.ts'
import { saveSubscription, type VersionedSubscription } from './subscriptionDocument.ts'
import { checkExpected } from './topicDocument.ts'
import { topicNotes } from './topicNotes.ts'

export type PutSubscriptionInput = {
  topic: string
  subscription: string
  /** What is not named has its default; the endpoint has none. */
  settings: SubscriptionChange
  /** Those of an existing subscription stay where nothing is said. */
  notes?: Pick<NotesWish, 'wordings'> | undefined
  /** Of the subscription: whether it is there, or at which versions of its topic. */
  expected: Expected
}

/**
 * Subscribes, or gives an existing subscription exactly these settings (and defaults). Who publishes elsewhere sees it
 * within five seconds. Throws TopicNotFound, EndpointRefused, VersionConflict, InvalidInput.
 */
export const putSubscription: Action<PutSubscriptionInput, VersionedSubscription & { created: boolean }> = async (
  services,
  { topic, subscription: name, ...input },
) => {
  const settings = checkedSubscription(input.settings)
  await checkQueues(services, settings)
  const nowMs = services.clock.nowMs()
  const uid = newToken(services.random)
  const { before, ...saved } = await saveSubscription(services, topic, name, found => {
    const { subscription } = found
    checkExpected(subscription && found, input.expected)
    if (subscription === undefined) checkRoom(found.topic)
    const stands = subscription ?? { name, uid, createdAtMs: nowMs }
    return { ...stands, settings, ...topicNotes(subscription, input.notes), updatedAtMs: nowMs }
  })
  if (before !== undefined) await alignPushQueue(services, topic, saved.subscription)
  return { ...saved, created: before === undefined }
}

function checkRoom({ subscriptions }: Topic): void {
  if (subscriptions.length < limits.subscriptionsMax) return
  const got = subscriptions.length
  throw invalid({ path: ['subscription'], detail: 'is one more than a topic has', limit: limits.subscriptionsMax, got })
}
