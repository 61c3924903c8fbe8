import { expectedBy, ifMatch } from '../conditions.ts'
import { operation } from '../operation.ts'
import { noContent } from '../reply.ts'
import { topicPath } from '../topicFields.ts'

export const deleteTopic = operation({
  id: 'deleteTopic',
  method: 'DELETE',
  path: '/v1/topics/{topic}',
  function: 'manage',
  summary: 'Delete a topic and its subscriptions',
  description: 'What is on its way to them is dropped. Copies that have arrived in queues stay there.',
  headers: { 'if-match': ifMatch },
  pathSchema: topicPath,
  replies: { 204: { description: 'The topic is gone.' } },
  problems: ['TopicNotFound', 'VersionConflict', 'StorageFull'],
  async handle({ path, request, perform }) {
    await perform('deleteTopic', { ...path, expected: expectedBy(request.headers) })
    return noContent
  },
})
