import * as v from 'valibot'
import { queuePath, receipts } from '../fields.ts'
import { operation } from '../operation.ts'
import { settledReply, settledView } from './settle.ts'

export const ack = operation({
  id: 'ack',
  method: 'POST',
  path: '/v1/queues/{queue}/ack',
  function: 'ack',
  summary: 'Finish messages',
  description: 'An ack after the lease has ended still counts while nobody else has the message.',
  pathSchema: queuePath,
  bodySchema: v.strictObject({ receipts }),
  bodyRequired: true,
  replies: {
    200: {
      description: 'An outcome for each receipt, in order.',
      schema: settledView('acked', 'the message is finished and will not come again'),
    },
  },
  problems: ['QueueNotFound', 'StorageFull'],
  async handle({ path, body, perform }) {
    const outcomes = await perform('ack', { ...path, ...body, ifLapsed: 'accept' })
    return settledReply('acked', body.receipts, outcomes)
  },
})
