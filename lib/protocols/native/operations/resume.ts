import { queuePath } from '../fields.ts'
import { operation } from '../operation.ts'
import { queueAnswer, queueReply } from '../queueView.ts'

export const resume = operation({
  id: 'resume',
  method: 'POST',
  path: '/v1/queues/{queue}/resume',
  function: 'manage',
  summary: 'Hand out messages again',
  description: 'Polls that wait look again at once.',
  pathSchema: queuePath,
  replies: { 200: queueAnswer('The queue as it is now.') },
  problems: ['QueueNotFound', 'VersionConflict', 'StorageFull'],
  handle: async ({ path, perform }) => queueReply(200, await perform('resume', path)),
})
