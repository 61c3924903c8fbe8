import type { Input, Operation, Output } from '../../lib/store/dynamo/dynamo.ts'
import { DynamoError } from '../dynamo/fake/dynamoError.ts'

/** What comes back from DynamoDB. A fault is none of the caller's doing: it may ask again. */
export type Reply = { kind: 'answer'; output: Output<Operation> } | { kind: 'error'; error: Error; isFault: boolean }

const fault = (error: Error): Reply => ({ kind: 'error', isFault: true, error })

export const timedOut = (): Reply => {
  const error = new Error('no answer within 1000 ms')
  error.name = 'TimeoutError'
  return fault(error)
}

export const broken = (): Reply => fault(new DynamoError('InternalServerError', 'Internal server error'))

export const throttled = (partition = ''): Reply =>
  fault(new DynamoError('ProvisionedThroughputExceededException', `throttled: ${partition}`))

/** As DynamoDB refuses a write that meets a transaction, and a transaction that meets a write. */
export function refused(operation: Operation, input: Input<Operation>): Reply {
  if (operation !== 'TransactWriteItems')
    return fault(new DynamoError('TransactionConflictException', 'Transaction is ongoing for the item'))
  const { TransactItems = [] } = input as Input<'TransactWriteItems'>
  const CancellationReasons = TransactItems.map((_, index) => ({ Code: index === 0 ? 'TransactionConflict' : 'None' }))
  return fault(new DynamoError('TransactionCanceledException', 'Transaction cancelled', { CancellationReasons }))
}
