import { queuePath } from '../fields.ts'
import { operation } from '../operation.ts'
import { queueAnswer, queueReply } from '../queueView.ts'

export const getQueue = operation({
  id: 'getQueue',
  method: 'GET',
  path: '/v1/queues/{queue}',
  function: 'manage',
  summary: 'Show a queue',
  pathSchema: queuePath,
  replies: { 200: queueAnswer('The queue.') },
  problems: ['QueueNotFound'],
  handle: async ({ path, perform }) => queueReply(200, await perform('getQueue', path)),
})
