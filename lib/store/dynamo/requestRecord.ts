import { createHash } from 'node:crypto'
import type { RequestKey } from '../store.ts'
import { type Item, ttlOf } from './block.ts'
import { type KeyAttributes, keyAttributes, requestKey } from './keys.ts'
import type { Tools } from './tools.ts'

const keyOf = (scope: string, key: string): KeyAttributes =>
  keyAttributes(requestKey(scope, createHash('sha256').update(key).digest('base64url')))

/** The put of what a publish with a request key was answered, unless it was answered before. */
export const putRequestRecord = (
  { tables, clock }: Pick<Tools, 'tables' | 'clock'>,
  scope: string,
  ids: readonly string[],
  { key, fingerprint, keepUntilMs }: RequestKey,
) => ({
  Put: {
    TableName: tables.messages,
    Item: {
      ...keyOf(scope, key),
      f: { S: fingerprint },
      i: { S: ids.join(',') },
      x: { N: String(keepUntilMs) },
      t: ttlOf(keepUntilMs),
    },
    ConditionExpression: 'attribute_not_exists(p) OR x <= :now',
    ExpressionAttributeValues: { ':now': { N: String(clock.nowMs()) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  },
})

/** The ids that a record says; undefined where the key was used for another request. */
export const recordedIds = (item: Item, { fingerprint }: RequestKey): string[] | undefined =>
  item.f!.S === fingerprint ? item.i!.S!.split(',') : undefined

/** The record of a request, if it was answered and its time is not over. */
export async function readRequestRecord(
  { send, tables, clock }: Pick<Tools, 'send' | 'tables' | 'clock'>,
  scope: string,
  { key }: RequestKey,
): Promise<Item | undefined> {
  const { Item } = await send.read('GetItem', {
    TableName: tables.messages,
    Key: keyOf(scope, key),
    ConsistentRead: true,
  })
  return Item !== undefined && Number(Item.x!.N) > clock.nowMs() ? Item : undefined
}
