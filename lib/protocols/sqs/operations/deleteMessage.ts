import { missing } from '../errors.ts'
import { operation } from '../operation.ts'
import { deletionError, ifLapsed } from '../receipts.ts'
import { text } from '../shapes.ts'

export const deleteMessage = operation({
  name: 'DeleteMessage',
  input: { QueueUrl: text, ReceiptHandle: text },
  ofQueue: true,
  async handle({ ReceiptHandle: handle }, { perform }, queue) {
    if (handle === undefined) throw missing('ReceiptHandle')
    const [outcome] = await perform('ack', { queue, receipts: [handle], ifLapsed: ifLapsed(queue) })
    const error = deletionError(outcome!, handle, queue)
    if (error !== undefined) throw error
    return {}
  },
})
