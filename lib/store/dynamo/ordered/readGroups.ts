import type { Item } from '../block.ts'
import { keyAttributes } from '../keys.ts'
import { behind } from '../queryLane.ts'
import type { Reading } from '../reading.ts'
import { decodeGroup, type Group } from './group.ts'
import { groupKey, groupsPartition } from './keys.ts'

type Source = Pick<Reading, 'send' | 'tables'>

/** A group as it stands; undefined when it holds nothing. */
export async function readGroup({ send, tables }: Source, scope: string, hash: string): Promise<Group | undefined> {
  const Key = keyAttributes(groupKey(scope, hash))
  const { Item } = await send.read('GetItem', { TableName: tables.messages, Key, ConsistentRead: true })
  return Item && decodeGroup(Item)
}

/** `next`: from where the next page goes on; undefined at the end. */
export type GroupsPage = { groups: Group[]; next: string | undefined }

/** Groups from the hash `from` on, in the order of their hashes. Without a limit the page ends at DynamoDB's own megabyte. */
export async function readGroups(
  { send, tables }: Source,
  scope: string,
  { from = firstHash, limit, isConsistent }: { from?: string | undefined; limit?: number; isConsistent: boolean },
): Promise<GroupsPage> {
  const { Items = [], LastEvaluatedKey } = await send.read('Query', {
    TableName: tables.messages,
    KeyConditionExpression: 'p = :p AND s >= :from',
    ExpressionAttributeValues: { ':p': { S: groupsPartition(scope) }, ':from': { S: from } },
    ConsistentRead: isConsistent,
    ...(limit !== undefined && { Limit: limit }),
  })
  const last = LastEvaluatedKey?.s?.S
  return { groups: (Items as Item[]).map(decodeGroup), next: last && behind(last) }
}

// Before all of base64url.
const firstHash = ' '
