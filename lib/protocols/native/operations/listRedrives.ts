import * as v from 'valibot'
import { nextCursor, queuePath } from '../fields.ts'
import { operation } from '../operation.ts'
import { redriveView, toRedriveView } from '../redriveFields.ts'
import { json } from '../reply.ts'

export const listRedrives = operation({
  id: 'listRedrives',
  method: 'GET',
  path: '/v1/queues/{queue}/redrives',
  function: 'manage',
  summary: 'List the redrives of a queue, the latest first',
  description: 'The one under way, and the last ten that are over: always one page.',
  pathSchema: queuePath,
  replies: {
    200: { description: 'Its redrives.', schema: v.strictObject({ items: v.array(redriveView), nextCursor }) },
  },
  problems: ['QueueNotFound'],
  handle: async ({ path, perform }) => json(200, { items: (await perform('listRedrives', path)).map(toRedriveView) }),
})
