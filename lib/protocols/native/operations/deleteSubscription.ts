import { expectedBy, ifMatch } from '../conditions.ts'
import { operation } from '../operation.ts'
import { noContent } from '../reply.ts'
import { subscriptionPath } from '../topicFields.ts'

export const deleteSubscription = operation({
  id: 'deleteSubscription',
  method: 'DELETE',
  path: '/v1/topics/{topic}/subscriptions/{subscription}',
  function: 'manage',
  summary: 'End a subscription',
  description: 'What is on its way to it is dropped; copies that have arrived in a queue stay there.',
  headers: { 'if-match': ifMatch },
  pathSchema: subscriptionPath,
  replies: { 204: { description: 'The subscription is gone.' } },
  problems: ['TopicNotFound', 'SubscriptionNotFound', 'VersionConflict', 'StorageFull'],
  async handle({ path, request, perform }) {
    await perform('deleteSubscription', { ...path, expected: expectedBy(request.headers) })
    return noContent
  },
})
