import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { updateOf } from '../conditions.ts'
import { keyAttributes } from '../keys.ts'
import type { Send } from '../send.ts'
import { decodeGroup, encodeHeld, encodeNext, type Group, isEmpty } from './group.ts'
import { groupKey } from './keys.ts'

/**
 * What is to become of a group. `readyAtMs`: when the first of what is left in its runs is ready; `none` where nothing is,
 * which holds only if nobody has been given a number since; `same` where that does not change; `unknown` where the next
 * poll has to see.
 */
export type After = Pick<Group, 'held' | 'next'> & { readyAtMs: number | 'none' | 'same' | 'unknown' }

type Condition = {
  Key: ReturnType<typeof keyAttributes>
  TableName: string
  ConditionExpression: string
  ExpressionAttributeValues: Record<string, AttributeValue>
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD'
}
export type GroupWrite =
  | { kind: 'delete'; request: Condition }
  | { kind: 'update'; request: Condition & { UpdateExpression: string } }

/**
 * The write that changes a group, if it is as it was read. One that holds nothing any more is deleted, so that idle
 * groups cost nothing; unless the clock is behind its numbers, which have to go on growing.
 */
export function groupWrite(
  { table, scope, nowMs }: { table: string; scope: string; nowMs: number },
  group: Group,
  after: After,
  version: string,
): GroupWrite {
  const isOver = isEmpty({ ...after, last: group.last }) && mayForget(group, nowMs)
  const isLast = isOver || after.readyAtMs === 'none'
  const request: Condition = {
    TableName: table,
    Key: keyAttributes(groupKey(scope, group.hash)),
    ConditionExpression: isLast ? 'v = :v AND l = :l' : 'v = :v',
    ExpressionAttributeValues: { ':v': { S: group.version }, ...(isLast && { ':l': { N: String(group.last) } }) },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  }
  return isOver
    ? { kind: 'delete', request }
    : { kind: 'update', request: { ...request, ...updateTo(request, after, version) } }
}

/** Numbers that are given anew begin with the clock. */
export const mayForget = ({ last }: Pick<Group, 'last'>, nowMs: number): boolean => nowMs * 1000 > last

function updateTo({ ExpressionAttributeValues }: Condition, { held, next, readyAtMs }: After, version: string) {
  const values: Condition['ExpressionAttributeValues'] = {
    ...ExpressionAttributeValues,
    ':new': { S: version },
    ':f': { S: encodeNext(next) },
  }
  if (held.length > 0) values[':h'] = { S: encodeHeld(held) }
  if (typeof readyAtMs === 'number' || readyAtMs === 'unknown')
    values[':r'] = { N: String(readyAtMs === 'unknown' ? 0 : readyAtMs) }
  const sets = ['v = :new', 'f = :f', ...(held.length > 0 ? ['h = :h'] : []), ...(':r' in values ? ['r = :r'] : [])]
  const removes = [...(held.length > 0 ? [] : ['h']), ...(readyAtMs === 'none' ? ['r'] : [])]
  return { UpdateExpression: updateOf(sets, removes), ExpressionAttributeValues: values }
}

/** Whether it was done; where not, the group as it stands, undefined where it is gone. */
export type Written = { isDone: true } | { isDone: false; now: Group | undefined; isRepeated: boolean }

/** One that was sent twice and finds its own version was done the first time. */
export async function write(send: Send, { kind, request }: GroupWrite, version: string): Promise<Written> {
  const reply = await (kind === 'delete' ? send.call('DeleteItem', request) : send.call('UpdateItem', request))
  if (reply.kind === 'done') return { isDone: true }
  const [item] = reply.kind === 'refused' ? reply.items : []
  const now = item && decodeGroup(item)
  if (now?.version === version) return { isDone: true }
  return { isDone: false, now, isRepeated: reply.kind === 'refused' && reply.repeated }
}

/** The same as one action of a transaction. */
export const asAction = ({ kind, request }: GroupWrite): TransactWriteItem =>
  kind === 'delete'
    ? { Delete: request }
    : { Update: request as Required<typeof request> & { UpdateExpression: string } }
