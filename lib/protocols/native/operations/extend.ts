import * as v from 'valibot'
import { queuePath, receipts, visibilityTimeoutSeconds } from '../fields.ts'
import { operation } from '../operation.ts'
import { settledReply, settledView } from './settle.ts'

export const extend = operation({
  id: 'extend',
  method: 'POST',
  path: '/v1/queues/{queue}/extend',
  function: 'ack',
  summary: 'Keep messages longer, or less long',
  description: 'Sets when the leases end, counted from now. 0 gives the messages back at once.',
  pathSchema: queuePath,
  bodySchema: v.strictObject({ receipts, visibilityTimeoutSeconds }),
  bodyRequired: true,
  replies: {
    200: {
      description: 'An outcome for each receipt, in order.',
      schema: settledView('extended', 'the lease ends at leaseExpiresAt'),
    },
  },
  problems: ['QueueNotFound', 'StorageFull'],
  async handle({ path, body, perform }) {
    const outcomes = await perform('extend', { ...path, ...body, ifLapsed: 'refuse' })
    return settledReply('extended', body.receipts, outcomes)
  },
})
