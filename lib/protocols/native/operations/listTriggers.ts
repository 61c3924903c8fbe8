import * as v from 'valibot'
import { nextCursor } from '../fields.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'
import { toTriggerView, triggersPath, triggersQuery, triggerView } from '../triggerFields.ts'

export const listTriggers = operation({
  id: 'listTriggers',
  method: 'GET',
  path: '/v1/queues/{queue}/triggers',
  function: 'manage',
  summary: 'List the triggers of a queue in order of their names',
  pathSchema: triggersPath,
  querySchema: triggersQuery,
  replies: {
    200: {
      description: 'A page of triggers.',
      schema: v.strictObject({ items: v.array(triggerView), nextCursor }),
    },
  },
  problems: ['QueueNotFound'],
  async handle({ path, query, perform }) {
    const { triggers, cursor } = await perform('listTriggers', { ...path, ...query })
    return json(200, { items: triggers.map(one => toTriggerView(path.queue, one)), nextCursor: cursor })
  },
})
