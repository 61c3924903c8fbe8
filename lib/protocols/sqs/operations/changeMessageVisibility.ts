import { missing } from '../errors.ts'
import { visibilitySecondsMax } from '../limits.ts'
import { operation } from '../operation.ts'
import { checkVisibility, ifLapsed, visibilityError } from '../receipts.ts'
import { integer, text } from '../shapes.ts'

export const changeMessageVisibility = operation({
  name: 'ChangeMessageVisibility',
  input: { QueueUrl: text, ReceiptHandle: text, VisibilityTimeout: integer },
  ofQueue: true,
  async handle({ ReceiptHandle: handle, VisibilityTimeout: seconds }, { perform }, queue) {
    if (handle === undefined) throw missing('ReceiptHandle')
    if (seconds === undefined) throw missing('VisibilityTimeout')
    const [outcome] = await perform('extend', {
      queue,
      receipts: [handle],
      visibilityTimeoutSeconds: checkVisibility(seconds),
      ifLapsed: ifLapsed(queue),
      heldSecondsMax: visibilitySecondsMax,
    })
    const error = visibilityError(outcome!, handle, seconds, queue)
    if (error !== undefined) throw error
    return {}
  },
})
