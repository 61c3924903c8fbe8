import * as v from 'valibot'
import { nextCursor, pageQuery, queuePath } from '../fields.ts'
import { messageState, messageView, toMessageView } from '../messageViews.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'

export const browse = operation({
  id: 'browse',
  method: 'GET',
  path: '/v1/queues/{queue}/messages',
  function: 'manage',
  summary: 'Look at messages without leasing them',
  description:
    'In the order in which they (will) become visible, with no effect on them. A page may be empty and still have a ' +
    'nextCursor. A message that changes its state between two pages may be missed or seen twice.',
  pathSchema: queuePath,
  querySchema: v.strictObject({ state: v.optional(messageState, 'visible'), ...pageQuery }),
  replies: {
    200: { description: 'A page of messages.', schema: v.strictObject({ items: v.array(messageView), nextCursor }) },
  },
  problems: ['QueueNotFound'],
  async handle({ path, query, nowMs, perform }) {
    const { queue, messages, cursor } = await perform('browse', { ...path, ...query })
    const items = messages.map(message => toMessageView(message, queue, nowMs()))
    return json(200, { items, nextCursor: cursor })
  },
})
