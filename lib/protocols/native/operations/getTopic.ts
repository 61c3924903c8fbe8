import { operation } from '../operation.ts'
import { topicAnswer, topicPath, topicReply } from '../topicFields.ts'

export const getTopic = operation({
  id: 'getTopic',
  method: 'GET',
  path: '/v1/topics/{topic}',
  function: 'manage',
  summary: 'Show a topic',
  pathSchema: topicPath,
  replies: { 200: topicAnswer('The topic.') },
  problems: ['TopicNotFound'],
  handle: async ({ path, perform }) => topicReply(200, await perform('getTopic', path)),
})
