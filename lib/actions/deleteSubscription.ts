import { pushQueueName } from '../domain/topic.ts'
import { markForRemoval, removeMarked } from './innerQueues.ts'
import type { Expected } from './queueDocument.ts'
import type { Action } from './services.ts'
import { subscriptionIn } from './subscriptionDocument.ts'
import { changeTopic, checkExpected, loadTopic, type VersionedTopic } from './topicDocument.ts'

export type DeleteSubscriptionInput = { topic: string; subscription: string; expected: Expected }

/** Ends a subscription: what was on its way to it is dropped. Who publishes elsewhere sees it within five seconds. */
export const deleteSubscription: Action<DeleteSubscriptionInput, void> = async (services, input) => {
  const { topic: name, subscription: wanted, expected } = input
  const found = await loadTopic(services, name)
  await markForRemoval(services, [innerOf(found)])
  const { before } = await changeTopic(services, name, stands => {
    subscriptionIn(stands, wanted)
    checkExpected(stands, expected)
    return { subscriptions: stands.topic.subscriptions.filter(one => one.name !== wanted) }
  })
  await removeMarked(services, [innerOf({ ...found, topic: before! })])

  function innerOf(stands: VersionedTopic): string {
    return pushQueueName(name, subscriptionIn(stands, wanted).subscription)
  }
}
