import { expectedBy, ifMatch } from '../conditions.ts'
import { queuePath } from '../fields.ts'
import { operation } from '../operation.ts'
import { noContent } from '../reply.ts'

export const deleteQueue = operation({
  id: 'deleteQueue',
  method: 'DELETE',
  path: '/v1/queues/{queue}',
  function: 'manage',
  summary: 'Delete a queue and its messages',
  description: 'Polls that wait on it end with QueueNotFound. A new queue of the same name starts empty.',
  headers: { 'if-match': ifMatch },
  pathSchema: queuePath,
  replies: { 204: { description: 'The queue is gone.' } },
  problems: ['QueueNotFound', 'VersionConflict', 'StorageFull'],
  async handle({ path, request, perform }) {
    await perform('deleteQueue', { queue: path.queue, expected: expectedBy(request.headers) })
    return noContent
  },
})
