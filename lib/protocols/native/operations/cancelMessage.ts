import { messagePath } from '../fields.ts'
import { operation } from '../operation.ts'
import { noContent } from '../reply.ts'

export const cancelMessage = operation({
  id: 'cancelMessage',
  method: 'DELETE',
  path: '/v1/queues/{queue}/messages/{id}',
  function: 'manage',
  summary: 'Cancel a message',
  description: 'Takes out a message that nobody has leased. Wins or loses against a lease, never half.',
  pathSchema: messagePath,
  replies: { 204: { description: 'The message is gone.' } },
  problems: ['QueueNotFound', 'MessageNotFound', 'MessageInFlight', 'StorageFull'],
  async handle({ path, perform }) {
    await perform('cancelMessage', path)
    return noContent
  },
})
