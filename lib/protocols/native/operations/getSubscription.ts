import { operation } from '../operation.ts'
import { subscriptionAnswer, subscriptionPath, subscriptionReply } from '../topicFields.ts'

export const getSubscription = operation({
  id: 'getSubscription',
  method: 'GET',
  path: '/v1/topics/{topic}/subscriptions/{subscription}',
  function: 'manage',
  summary: 'Show a subscription',
  pathSchema: subscriptionPath,
  replies: { 200: subscriptionAnswer('The subscription.') },
  problems: ['TopicNotFound', 'SubscriptionNotFound'],
  handle: async ({ path, perform }) => subscriptionReply(200, await perform('getSubscription', path)),
})
