import { checkEntries, type Failed, failedEntries } from '../batch.ts'
import { missing } from '../errors.ts'
import { operation } from '../operation.ts'
import { toFailed } from '../problems.ts'
import { deletionError, ifLapsed } from '../receipts.ts'
import { list, structure, text } from '../shapes.ts'

const kind = 'DeleteMessageBatchRequestEntry'

export const deleteMessageBatch = operation({
  name: 'DeleteMessageBatch',
  input: { QueueUrl: text, Entries: list(structure({ Id: text, ReceiptHandle: text }), kind) },
  output: { Successful: list(structure({ Id: text }), 'DeleteMessageBatchResultEntry'), Failed: failedEntries },
  ofQueue: true,
  async handle({ Entries }, { perform, limits }, queue) {
    const entries = checkEntries(Entries, kind, limits.batchEntriesMax)
    const receipts = entries.map(({ ReceiptHandle = '' }) => ReceiptHandle)
    const outcomes = await perform('ack', { queue, receipts, ifLapsed: ifLapsed(queue) })
    const successful: { Id: string }[] = []
    const failed: Failed[] = []
    entries.forEach(({ Id, ReceiptHandle }, at) => {
      const error =
        ReceiptHandle === undefined ? missing('ReceiptHandle') : deletionError(outcomes[at]!, ReceiptHandle, queue)
      if (error === undefined) successful.push({ Id })
      else failed.push(toFailed(Id, error))
    })
    return { Successful: successful, Failed: failed }
  },
})
