import * as v from 'valibot'
import { nextCursor } from '../fields.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'
import { namesQuery, subscriptionView, topicPath, toSubscriptionView } from '../topicFields.ts'

export const listSubscriptions = operation({
  id: 'listSubscriptions',
  method: 'GET',
  path: '/v1/topics/{topic}/subscriptions',
  function: 'manage',
  summary: 'List the subscriptions of a topic in order of their names',
  pathSchema: topicPath,
  querySchema: namesQuery,
  replies: {
    200: {
      description: 'A page of subscriptions.',
      schema: v.strictObject({ items: v.array(subscriptionView), nextCursor }),
    },
  },
  problems: ['TopicNotFound'],
  async handle({ path, query, perform }) {
    const { topic, subscriptions, cursor } = await perform('listSubscriptions', { ...path, ...query })
    return json(200, { items: subscriptions.map(one => toSubscriptionView(topic, one)), nextCursor: cursor })
  },
})
