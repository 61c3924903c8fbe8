import { expectedBy, ifMatch, ifNoneMatch } from '../conditions.ts'
import { operation } from '../operation.ts'
import { topicAnswer, topicInput, topicPath, topicReply } from '../topicFields.ts'

export const putTopic = operation({
  id: 'putTopic',
  method: 'PUT',
  path: '/v1/topics/{topic}',
  function: 'manage',
  summary: 'Create a topic, or give an existing one these settings',
  description: 'Settings that are not named get their defaults. Subscriptions of an existing topic stay.',
  headers: { 'if-match': ifMatch, 'if-none-match': ifNoneMatch },
  pathSchema: topicPath,
  bodySchema: topicInput,
  bodyRequired: false,
  replies: {
    200: topicAnswer('The topic was there and has these settings now.'),
    201: topicAnswer('The topic was created.'),
  },
  problems: ['VersionConflict', 'StorageFull'],
  async handle({ path, body, request, perform }) {
    const expected = expectedBy(request.headers)
    const { created, ...saved } = await perform('putTopic', { ...path, settings: body, expected })
    return topicReply(created ? 201 : 200, saved)
  },
})
