import { queuePath } from '../fields.ts'
import { operation } from '../operation.ts'
import { queueAnswer, queueReply } from '../queueView.ts'

export const pause = operation({
  id: 'pause',
  method: 'POST',
  path: '/v1/queues/{queue}/pause',
  function: 'manage',
  summary: 'Stop handing out messages',
  description: 'Polls answer empty; publishing goes on, and leases that are out may be finished.',
  pathSchema: queuePath,
  replies: { 200: queueAnswer('The queue as it is now.') },
  problems: ['QueueNotFound', 'VersionConflict', 'StorageFull'],
  handle: async ({ path, perform }) => queueReply(200, await perform('pause', path)),
})
