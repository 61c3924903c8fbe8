import { expectedBy, ifMatch, ifNoneMatch } from '../conditions.ts'
import { operation } from '../operation.ts'
import {
  subscriptionAnswer,
  subscriptionInput,
  subscriptionPath,
  subscriptionReply,
  toSubscription,
} from '../topicFields.ts'

export const putSubscription = operation({
  id: 'putSubscription',
  method: 'PUT',
  path: '/v1/topics/{topic}/subscriptions/{subscription}',
  function: 'manage',
  summary: 'Subscribe to a topic, or give an existing subscription these settings',
  description:
    'Settings that are not named get their defaults. It sees what is published from five seconds on at the latest.',
  headers: { 'if-match': ifMatch, 'if-none-match': ifNoneMatch },
  pathSchema: subscriptionPath,
  bodySchema: subscriptionInput,
  bodyRequired: true,
  replies: {
    200: subscriptionAnswer('The subscription was there and has these settings now.'),
    201: subscriptionAnswer('The subscription was created.'),
  },
  problems: ['EndpointRefused', 'TopicNotFound', 'VersionConflict', 'StorageFull'],
  async handle({ path, body, request, perform }) {
    const expected = expectedBy(request.headers)
    const settings = toSubscription(body)
    const { created, ...saved } = await perform('putSubscription', { ...path, settings, expected })
    return subscriptionReply(created ? 201 : 200, saved)
  },
})
