import * as v from 'valibot'
import { limits } from '../../../domain/limits.ts'
import { type FieldProblem, invalid } from '../../../domain/problem.ts'
import { queuePath, receipts, visibilityTimeoutSeconds, wellFormed } from '../fields.ts'
import { operation } from '../operation.ts'
import { settledReply, settledView } from './settle.ts'

const nackBody = v.strictObject({
  receipts,
  delaySeconds: v.optional(
    v.pipe(
      visibilityTimeoutSeconds,
      v.description(
        "How long before they may be received again. Default: as the message's retry policy or the queue's says.",
      ),
    ),
  ),
  defaultDelaySeconds: v.optional(
    v.pipe(visibilityTimeoutSeconds, v.description('The same where there is no policy either. Default: at once.')),
  ),
  deadLetter: v.optional(
    v.pipe(
      v.boolean(),
      v.description('Gives up: the messages go to the dead-letter queue now. Not together with delaySeconds.'),
    ),
  ),
  reason: v.optional(
    v.pipe(
      wellFormed,
      v.maxBytes(limits.nackReasonBytesMax),
      v.description('Shown beside the message until it is finished: at most 256 bytes.'),
    ),
  ),
})

const delayOfGivenUp: FieldProblem = { path: ['delaySeconds'], detail: 'cannot stand beside deadLetter' }

export const nack = operation({
  id: 'nack',
  method: 'POST',
  path: '/v1/queues/{queue}/nack',
  function: 'ack',
  summary: 'Give messages back, or give them up',
  pathSchema: queuePath,
  bodySchema: nackBody,
  bodyRequired: true,
  replies: {
    200: {
      description: 'An outcome for each receipt, in order.',
      schema: settledView('nacked', 'the message is given back'),
    },
  },
  problems: ['QueueNotFound', 'StorageFull'],
  async handle({ path, body, perform }) {
    if (body.delaySeconds !== undefined && body.deadLetter === true) throw invalid(delayOfGivenUp)
    const outcomes = await perform('nack', { ...path, ...body })
    return settledReply('nacked', body.receipts, outcomes)
  },
})
