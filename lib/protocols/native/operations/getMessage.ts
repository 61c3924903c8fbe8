import { messagePath } from '../fields.ts'
import { messageView, toMessageView } from '../messageViews.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'

export const getMessage = operation({
  id: 'getMessage',
  method: 'GET',
  path: '/v1/queues/{queue}/messages/{id}',
  function: 'manage',
  summary: 'Show a message',
  pathSchema: messagePath,
  replies: { 200: { description: 'The message.', schema: messageView } },
  problems: ['QueueNotFound', 'MessageNotFound'],
  async handle({ path, nowMs, perform }) {
    const { queue, message } = await perform('getMessage', path)
    return json(200, toMessageView(message, queue, nowMs()))
  },
})
