import { expectedBy, ifMatch } from '../conditions.ts'
import { operation } from '../operation.ts'
import { topicAnswer, topicInput, topicPath, topicReply } from '../topicFields.ts'

export const updateTopic = operation({
  id: 'updateTopic',
  method: 'PATCH',
  path: '/v1/topics/{topic}',
  function: 'manage',
  summary: 'Change some settings of a topic',
  headers: { 'if-match': ifMatch },
  pathSchema: topicPath,
  bodySchema: topicInput,
  bodyRequired: true,
  replies: { 200: topicAnswer('The topic as it is now.') },
  problems: ['TopicNotFound', 'VersionConflict', 'StorageFull'],
  async handle({ path, body, request, perform }) {
    const expected = expectedBy(request.headers)
    return topicReply(200, await perform('updateTopic', { ...path, settings: body, expected }))
  },
})
