import { queuePath } from '../fields.ts'
import { operation } from '../operation.ts'
import { noContent } from '../reply.ts'

export const purge = operation({
  id: 'purge',
  method: 'POST',
  path: '/v1/queues/{queue}/purge',
  function: 'manage',
  summary: 'Drop every message of a queue',
  description: 'Delayed ones and those in flight too; their receipts answer `gone`.',
  pathSchema: queuePath,
  replies: { 204: { description: 'The queue is empty.' } },
  problems: ['QueueNotFound', 'VersionConflict', 'StorageFull'],
  async handle({ path, perform }) {
    await perform('purge', path)
    return noContent
  },
})
