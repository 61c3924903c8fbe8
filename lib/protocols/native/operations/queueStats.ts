import { queuePath } from '../fields.ts'
import { operation } from '../operation.ts'
import { statsReply, statsView } from '../statsFields.ts'

export const queueStats = operation({
  id: 'queueStats',
  method: 'GET',
  path: '/v1/queues/{queue}/stats',
  function: 'manage',
  summary: 'Count the messages of a queue',
  description: 'Messages that have expired may be counted until something drops them.',
  pathSchema: queuePath,
  replies: { 200: { description: 'The counts.', schema: statsView } },
  problems: ['QueueNotFound'],
  handle: async ({ path, perform }) => statsReply(await perform('queueStats', path)),
})
