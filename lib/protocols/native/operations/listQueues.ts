import * as v from 'valibot'
import { limits } from '../../../domain/limits.ts'
import { nextCursor, pageQuery } from '../fields.ts'
import { operation } from '../operation.ts'
import { queueView } from '../queueFields.ts'
import { toQueueView } from '../queueView.ts'
import { json } from '../reply.ts'

export const listQueues = operation({
  id: 'listQueues',
  method: 'GET',
  path: '/v1/queues',
  function: 'manage',
  summary: 'List queues in order of their names',
  querySchema: v.strictObject({
    prefix: v.optional(
      v.pipe(v.string(), v.maxLength(limits.queueNameCharactersMax), v.description('How the names begin.')),
      '',
    ),
    ...pageQuery,
  }),
  replies: {
    200: { description: 'A page of queues.', schema: v.strictObject({ items: v.array(queueView), nextCursor }) },
  },
  problems: [],
  async handle({ query, perform }) {
    const { queues, cursor } = await perform('listQueues', query)
    return json(200, { items: queues.map(({ queue }) => toQueueView(queue)), nextCursor: cursor })
  },
})
