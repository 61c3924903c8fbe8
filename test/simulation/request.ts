import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Input, Operation } from '../../lib/store/dynamo/dynamo.ts'

/** An item's place: table, partition key, sort key. */
export type Address = { table: string; p: string; s: string }

type Keyed = { TableName?: string | undefined; Key?: Attributes | undefined; Item?: Attributes | undefined }
type Attributes = Record<string, AttributeValue>

const addressOf = ({ TableName, Key, Item }: Keyed): Address => {
  const { p, s } = (Key ?? Item)!
  return { table: TableName!, p: p!.S!, s: s!.S! }
}

export const isWrite = (operation: Operation): boolean => operation !== 'GetItem' && operation !== 'Query'

/** What a call may write or (unless it is a query) read. */
export function addressesOf(operation: Operation, input: Input<Operation>): Address[] {
  if (operation === 'Query') return []
  if (operation !== 'TransactWriteItems') return [addressOf(input as Keyed)]
  const { TransactItems = [] } = input as Input<'TransactWriteItems'>
  return TransactItems.map(({ Put, Update, Delete, ConditionCheck }) =>
    addressOf((Put ?? Update ?? Delete ?? ConditionCheck) as Keyed),
  )
}

/** The partitions that a call costs something. */
export function partitionsOf(operation: Operation, input: Input<Operation>): string[] {
  if (operation !== 'Query') return [...new Set(addressesOf(operation, input).map(({ p }) => p))]
  const { KeyConditionExpression = '', ExpressionAttributeValues = {} } = input as Input<'Query'>
  const [, value] = /#?\w+\s*=\s*(:\w+)/.exec(KeyConditionExpression) ?? []
  return value === undefined ? [] : [ExpressionAttributeValues[value]!.S!]
}

/** The block that a put would create: its items carry heads. */
export function blockPut(operation: Operation, input: Input<Operation>): Address | undefined {
  const item = operation === 'PutItem' ? (input as Input<'PutItem'>).Item : undefined
  return item?.h === undefined ? undefined : addressOf(input as Keyed)
}
