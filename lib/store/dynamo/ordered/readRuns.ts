import type { Item } from '../block.ts'
import { keyAttributes } from '../keys.ts'
import type { Reading } from '../reading.ts'
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

/** Runs of a group from `start` on, in order. */
export async function readRuns(
  { send, tables }: Source,
  scope: string,
  hash: string,
  start: number,
  limit: number,
): Promise<RunsPage> {
  const { Items = [], LastEvaluatedKey } = await send.read('Query', {
    TableName: tables.messages,
    KeyConditionExpression: 'p = :p AND s >= :start',
    ExpressionAttributeValues: { ':p': { S: runsPartition(scope, hash) }, ':start': { S: numberText(start) } },
    ConsistentRead: true,
    Limit: limit,
  })
  return { runs: (Items as Item[]).map(decodeRun), isWhole: LastEvaluatedKey === undefined }
}

/** The run that holds a number, if any does. */
export async function readRunOf(
  { send, tables }: Source,
  scope: string,
  hash: string,
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
  return run && number < run.start + run.span ? run : undefined
}
