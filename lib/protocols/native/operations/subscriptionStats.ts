import { operation } from '../operation.ts'
import { statsReply, statsView } from '../statsFields.ts'
import { subscriptionPath } from '../topicFields.ts'

export const subscriptionStats = operation({
  id: 'subscriptionStats',
  method: 'GET',
  path: '/v1/topics/{topic}/subscriptions/{subscription}/stats',
  function: 'manage',
  summary: 'Count the copies that wait for a subscription',
  description:
    'Copies that still have to be delivered to its endpoint: those that are tried again, and all for an HTTP endpoint.',
  pathSchema: subscriptionPath,
  replies: { 200: { description: 'The counts.', schema: statsView } },
  problems: ['TopicNotFound', 'SubscriptionNotFound'],
  handle: async ({ path, perform }) => statsReply(await perform('subscriptionStats', path)),
})
