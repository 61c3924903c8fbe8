import type { Operation } from '../../../lib/store/dynamo/dynamo.ts'
import { invalid, unknownToTheFake } from './dynamoError.ts'

const placeholders = ['ExpressionAttributeNames', 'ExpressionAttributeValues']
const condition = ['ConditionExpression', 'ReturnValuesOnConditionCheckFailure', ...placeholders]
const single = ['TableName', 'ReturnConsumedCapacity']

const known: Record<Operation, ReadonlySet<string>> = {
  GetItem: new Set([...single, 'Key', 'ConsistentRead']),
  PutItem: new Set([...single, ...condition, 'Item', 'ReturnValues']),
  UpdateItem: new Set([...single, ...condition, 'Key', 'UpdateExpression', 'ReturnValues']),
  DeleteItem: new Set([...single, ...condition, 'Key', 'ReturnValues']),
  Query: new Set([
    ...single,
    ...placeholders,
    'KeyConditionExpression',
    'Limit',
    'ExclusiveStartKey',
    'ScanIndexForward',
    'ConsistentRead',
  ]),
  TransactWriteItems: new Set(['TransactItems', 'ClientRequestToken', 'ReturnConsumedCapacity']),
}

/** Stops a test that asks for more than the fake knows: to ignore it would be to answer wrongly. */
export function checkMembers(operation: Operation, input: object): void {
  for (const name in input)
    if (!known[operation].has(name) && (input as Record<string, unknown>)[name] !== undefined)
      throw unknownToTheFake(`${name} of ${operation}`)
}

const returnValues: Partial<Record<Operation, ReadonlySet<string>>> = {
  PutItem: new Set(['NONE', 'ALL_OLD']),
  DeleteItem: new Set(['NONE', 'ALL_OLD']),
  UpdateItem: new Set(['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_NEW']),
}

export function checkReturnValues(operation: Operation, wanted: string | undefined): void {
  if (wanted === undefined || returnValues[operation]?.has(wanted)) return
  if (wanted === 'UPDATED_OLD' && operation === 'UpdateItem') throw unknownToTheFake('ReturnValues UPDATED_OLD')
  throw invalid(`ReturnValues can only be ALL_OLD or NONE`)
}
