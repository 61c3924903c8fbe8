import { expectedBy, ifMatch } from '../conditions.ts'
import { operation } from '../operation.ts'
import {
  subscriptionAnswer,
  subscriptionPatch,
  subscriptionPath,
  subscriptionReply,
  toSubscription,
} from '../topicFields.ts'

export const updateSubscription = operation({
  id: 'updateSubscription',
  method: 'PATCH',
  path: '/v1/topics/{topic}/subscriptions/{subscription}',
  function: 'manage',
  summary: 'Change some settings of a subscription',
  description: 'Copies that wait to be delivered go by the new settings.',
  headers: { 'if-match': ifMatch },
  pathSchema: subscriptionPath,
  bodySchema: subscriptionPatch,
  bodyRequired: true,
  replies: { 200: subscriptionAnswer('The subscription as it is now.') },
  problems: ['TopicNotFound', 'SubscriptionNotFound', 'VersionConflict', 'EndpointRefused', 'StorageFull'],
  async handle({ path, body, request, perform }) {
    const expected = expectedBy(request.headers)
    const settings = toSubscription(body)
    return subscriptionReply(200, await perform('updateSubscription', { ...path, settings, expected }))
  },
})
