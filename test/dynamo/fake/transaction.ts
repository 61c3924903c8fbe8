import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Input } from '../../../lib/store/dynamo/dynamo.ts'
import { DynamoError, invalid, unknownToTheFake } from './dynamoError.ts'
import { type Plan, planCheck, planDelete, planPut, planUpdate } from './plans.ts'
import { transactionBytesMax } from './sizes.ts'
import type { Outcome } from './write.ts'

const actionsMax = 100

/** Reads and checks a transaction before any table is touched. */
export function plansOf({ TransactItems: actions = [] }: Input<'TransactWriteItems'>): Plan[] {
  if (actions.length === 0 || actions.length > actionsMax)
    throw invalid(`Member must have length less than or equal to ${actionsMax}, greater than or equal to 1`)
  const plans = actions.map(planOf)
  const addresses = new Set(plans.map(({ tableName, key: { p, s } }) => JSON.stringify([tableName, p, s])))
  if (addresses.size < plans.length) throw invalid('Transaction request cannot include multiple operations on one item')
  if (plans.reduce((sum, { payloadBytes }) => sum + payloadBytes(), 0) > transactionBytesMax)
    throw invalid('Transaction size cannot exceed 4 MB')
  return plans
}

function planOf(action: TransactWriteItem): Plan {
  const { Put, Update, Delete, ConditionCheck, ...rest } = action
  const [other] = Object.keys(rest)
  if (other !== undefined) throw unknownToTheFake(`${other} in a transaction`)
  const plans = [
    Put && planPut(Put),
    Update && planUpdate(Update),
    Delete && planDelete(Delete),
    ConditionCheck && planNeeded(ConditionCheck),
  ].filter(plan => plan !== undefined)
  if (plans.length !== 1) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete')
  return plans[0]!
}

function planNeeded(check: NonNullable<TransactWriteItem['ConditionCheck']>): Plan {
  if (check.ConditionExpression === undefined) throw invalid('The ConditionExpression of a ConditionCheck is missing')
  return planCheck(check)
}

/** Throws TransactionCanceledException, with a reason for every action, if one of them failed. */
export function checkNoneFailed(outcomes: readonly Outcome[]): void {
  if (outcomes.every(({ failure }) => failure === undefined)) return
  const reasons = outcomes.map(reasonOf)
  const codes = reasons.map(({ Code }) => Code).join(', ')
  throw new DynamoError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  )
}

function reasonOf({ failure }: Outcome): CancellationReason {
  if (failure === undefined) return { Code: 'None' }
  if (failure.name !== 'ConditionalCheckFailedException') return { Code: 'ValidationError', Message: failure.message }
  const reason = { Code: 'ConditionalCheckFailed', Message: failure.message }
  return failure.Item === undefined ? reason : { ...reason, Item: failure.Item }
}
