import type { Item } from '../block.ts'
import { keyAttributes } from '../keys.ts'
import type { Reading } from '../reading.ts'
import type { Group } from './group.ts'
import { numberText, runKey, runsPartition } from './keys.ts'
import { decodeRun, type Run } from './run.ts'

type Source = Pick<Reading, 'send' | 'tables'>

export async function readRun(
  { send, tables }: Source,
  scope: string,
  hash: string,
  start: number,
): Promise<Run | undefined> {
  const Key = keyAttributes(runKey(scope, hash, start))
  const { Item } = await send.read('GetItem', { TableName: tables.messages, Key, ConsistentRead: true })
  return Item && decodeRun(Item)
}

export type RunsPage = {
  runs: Run[]
  /** Whether there are none behind them. */
  isWhole: boolean
}

/** Runs of a group from `start` on, in order, up to the last number that it has given. */
export async function readRuns(
  { send, tables }: Source,
  scope: string,
  group: Pick<Group, 'hash' | 'last' | 'epoch'>,
  start: number,
  limit: number,
): Promise<RunsPage> {
  const { Items = [], LastEvaluatedKey } = await send.read('Query', {
    TableName: tables.messages,
    KeyConditionExpression: 'p = :p AND s BETWEEN :start AND :last',
    ExpressionAttributeValues: {
      ':p': { S: runsPartition(scope, group.hash) },
      ':start': { S: numberText(start) },
      ':last': { S: numberText(group.last) },
    },
    ConsistentRead: true,
    Limit: limit,
  })
  return {
    runs: (Items as Item[]).map(decodeRun).map(run => seenFrom(group, run)),
    isWhole: LastEvaluatedKey === undefined,
  }
}

/** What an earlier group of this name has left closes its first number, and nothing else. */
const seenFrom = ({ epoch }: Pick<Group, 'epoch'>, run: Run): Run =>
  run.epoch === epoch ? run : { ...run, span: 1, entries: [], isClosed: true }

/** The run of a group that holds a number, if any does. */
export async function readRunOf(
  { send, tables }: Source,
  scope: string,
  { hash, epoch }: Pick<Group, 'hash' | 'epoch'>,
  number: number,
): Promise<Run | undefined> {
  const { Items = [] } = await send.read('Query', {
    TableName: tables.messages,
    KeyConditionExpression: 'p = :p AND s <= :number',
    ExpressionAttributeValues: { ':p': { S: runsPartition(scope, hash) }, ':number': { S: numberText(number) } },
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: 1,
  })
  const run = Items[0] && decodeRun(Items[0])
  return run && run.epoch === epoch && number < run.start + run.span ? run : undefined
}
