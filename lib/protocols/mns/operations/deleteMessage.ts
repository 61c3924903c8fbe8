import { readHandle, settlementError } from '../handles.ts'
import { done, type Operation } from '../operation.ts'
import { checkQueueName } from '../site.ts'

export const deleteMessage: Operation = async ({ perform, names, query }) => {
  const queue = checkQueueName(names[0]!)
  const { receiptText } = readHandle(query.get('receipthandle'))
  const [outcome] = await perform('ack', { queue, receipts: [receiptText], ifLapsed: 'refuse' })
  const error = settlementError(outcome!)
  if (error !== undefined) throw error
  return done
}
