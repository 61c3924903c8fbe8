import { sequenceAfter } from '../../../domain/ordered.ts'
import { Problem } from '../../../domain/problem.ts'
import { keepUntilMs, ttlOf } from '../block.ts'
import type { Input } from '../dynamo.ts'
import { keyAttributes } from '../keys.ts'
import type { Tools } from '../tools.ts'
import { encodeNext } from './group.ts'
import { groupKey, runKey } from './keys.ts'
import { encodeRun, type Run } from './run.ts'

/**
 * Numbers of a group for messages of which the first is ready at `readyAtMs`, the last at `lastReadyAtMs`. `turn`: where in
 * its millisecond the group begins, if it does.
 */
export type NumbersWish = { hash: string; count: number; readyAtMs: number; lastReadyAtMs: number; turn: number }

// Of the thousand numbers of a millisecond; as many are left as a call may begin groups.
const turns = 984

/**
 * Drawn anew for each call, so that a group which begins again by a clock that is behind hardly ever comes to numbers that it
 * had: by them messages are known.
 */
export function newTurn({ random }: Pick<Tools, 'random'>): number {
  const [high, low] = random.bytes(2)
  return (high! * 256 + low!) % turns
}

/** The first of some numbers, and of which group they are. */
export type Numbers = { start: number; epoch: string }

/**
 * Takes numbers at the end of a group: nobody else ever gets them. Whoever takes them has to
 * put a run under them, or close them, else those behind them wait until a poll does it.
 */
export async function takeNumbers(tools: Tools, scope: string, wish: NumbersWish): Promise<Numbers> {
  const nonce = newNonce(tools)
  const reply = await tools.send.call('UpdateItem', () => takeRequest(tools, scope, wish, nonce))
  if (reply.kind === 'throttled') throw new Problem('StoreBusy')
  // Refused is only what this very call did before, and heard no answer of.
  const item = reply.kind === 'done' ? reply.output.Attributes : reply.items[0]
  return { start: Number(item!.l!.N) - wish.count + 1, epoch: item!.e!.S! }
}

export const newNonce = ({ random }: Pick<Tools, 'random'>): string =>
  Buffer.from(random.bytes(9)).toString('base64url')

function takeRequest(
  { tables, clock, random }: Tools,
  scope: string,
  { hash, count, readyAtMs, lastReadyAtMs, turn }: NumbersWish,
  nonce: string,
): Input<'UpdateItem'> {
  const nowMs = clock.nowMs()
  const first = sequenceAfter(0, nowMs) + turn
  return {
    TableName: tables.messages,
    Key: keyAttributes(groupKey(scope, hash)),
    UpdateExpression:
      'SET l = if_not_exists(l, :before) + :count, f = if_not_exists(f, :f), v = if_not_exists(v, :e), ' +
      'e = if_not_exists(e, :e), r = if_not_exists(r, :ready), c = :now, x = :x, t = :t',
    ConditionExpression: 'attribute_not_exists(x) OR x <> :x',
    ExpressionAttributeValues: {
      ':before': { N: String(first - 1) },
      ':count': { N: String(count) },
      ':f': { S: encodeNext({ start: first, index: 0 }) },
      ':x': { S: nonce },
      // Of its own for each attempt: one that arrives after the group has come to its end makes a group that has no runs.
      ':e': { S: newNonce({ random }) },
      ':ready': { N: String(readyAtMs) },
      ':now': { N: String(nowMs) },
      ':t': ttlOf(keepUntilMs(lastReadyAtMs)),
    },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  }
}

/** What was taken at one time, of one group, and is not needed. */
export type Unused = Numbers & { hash: string; span: number; readyAtMs: number }

/** Closes numbers that nobody else is to wait for. A poll does it too, only later. */
export async function giveNumbersUp(tools: Tools, scope: string, unused: Unused): Promise<void> {
  const isClosed = await closeNumbers(tools, scope, unused).catch(() => false)
  if (isClosed) await lookAgain(tools, scope, unused)
}

/**
 * Has the next poll look into a group: what had been taken for its first message, which is ready at `readyAtMs`, was never
 * stored. Where that cannot be said, polls wait until then.
 */
export async function lookAgain(
  { send, tables }: Tools,
  scope: string,
  { hash, readyAtMs }: Pick<NumbersWish, 'hash' | 'readyAtMs'>,
): Promise<void> {
  const request = {
    TableName: tables.messages,
    Key: keyAttributes(groupKey(scope, hash)),
    UpdateExpression: 'SET r = :unknown',
    ConditionExpression: 'r = :ready',
    ExpressionAttributeValues: { ':ready': { N: String(readyAtMs) }, ':unknown': { N: '0' } },
  }
  await send.call('UpdateItem', request, { attempts: 1 }).catch(() => undefined)
}

/** The put of a run, unless somebody has put one there, or closed the number. */
export const putRunRequest = (table: string, run: Run): Input<'PutItem'> => ({
  TableName: table,
  Item: encodeRun(run),
  ConditionExpression: 'attribute_not_exists(p)',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
})

/**
 * Closes numbers under which nothing was stored, from `start` on: whoever is still about to has to take new ones. More than
 * one only for those of the group of that epoch, which are known to be unused. False: somebody was faster.
 */
export async function closeNumbers(
  tools: Tools,
  scope: string,
  { hash, start, span = 1, epoch = '' }: { hash: string; start: number; span?: number; epoch?: string },
): Promise<boolean> {
  const nowMs = tools.clock.nowMs()
  const run: Run = {
    key: runKey(scope, hash, start),
    start,
    span,
    epoch,
    madeAtMs: nowMs,
    readyAtMs: nowMs,
    entries: [],
    nonce: newNonce(tools),
    isClosed: true,
  }
  const reply = await tools.send.call('PutItem', putRunRequest(tools.tables.messages, run))
  return reply.kind === 'done' || (reply.kind === 'refused' && reply.items[0]?.x?.S === run.nonce)
}
