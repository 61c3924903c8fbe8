import { invalid } from '../../../domain/problem.ts'
import { queuePath } from '../fields.ts'
import { lostAttributes } from '../messageFields.ts'
import { operation } from '../operation.ts'
import { redriveInput, redriveView, toRedriveView } from '../redriveFields.ts'
import { json } from '../reply.ts'

export const startRedrive = operation({
  id: 'startRedrive',
  method: 'POST',
  path: '/v1/queues/{queue}/redrives',
  function: 'manage',
  summary: 'Put messages back',
  description:
    'Moves what is visible in a dead-letter queue, or in any other, to the queues that it came from or to one, as new ' +
    'messages. It goes on in the background; on AWS it begins within a minute. One at a time for a queue.',
  pathSchema: queuePath,
  bodySchema: redriveInput,
  bodyRequired: false,
  replies: { 202: { description: 'The redrive has begun.', schema: redriveView } },
  problems: ['QueueNotFound', 'RedriveRunning', 'StorageFull'],
  async handle({ path, body, rawBody, perform }) {
    const lost = lostAttributes(rawBody, [])
    if (lost.length > 0) throw invalid(...lost)
    return json(202, toRedriveView(await perform('startRedrive', { ...body, ...path })))
  },
})
