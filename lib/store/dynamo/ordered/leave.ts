import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Envelope } from '../../../domain/envelope.ts'
import type { Delivery } from '../../../domain/message.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import { checkLiving } from '../checkLiving.ts'
import { forwardItem } from '../forwardItem.ts'
import { headOf } from '../heads.ts'
import { scopeOf } from '../keys.ts'
import { encodeSlot } from '../slot.ts'
import type { Tools } from '../tools.ts'
import { wakeName } from '../wakeRecord.ts'
import { groupHash, runKey } from './keys.ts'
import { idOf } from './lease.ts'
import type { Standing } from './line.ts'
import { giveNumbersUp, type Numbers, newNonce, newTurn, putRunRequest, takeNumbers } from './numbers.ts'
import { formatOrderedPlace } from './place.ts'
import type { Run } from './run.ts'
import { withEnvelopes } from './runBody.ts'

/** A message that goes to another queue: how it is to stand there, and what it says from then on. */
export type Leaver = { standing: Standing; delivery: Delivery; envelope: Envelope }

/** `asNew`: ids are new, and nothing says where they went, only that they left. */
export type Destination = { to: QueueRef; asNew: boolean }

/**
 * Puts messages of one group at the end of that group in another queue, in one transaction with `taking`, which takes
 * them from where they are (J5). False: somebody changed them first, or the other queue is gone.
 */
export async function leave(
  tools: Tools,
  queue: QueueRef,
  hash: string,
  leavers: readonly Leaver[],
  { to, asNew }: Destination,
  taking: readonly TransactWriteItem[],
): Promise<boolean> {
  const scope = scopeOf(to)
  if (tools.book.known(scope).dead) return false
  const nowMs = tools.clock.nowMs()
  const there = { scope, hash: groupHash(scope, leavers[0]!.envelope.groupId!), span: leavers.length }
  const wish = { hash: there.hash, count: there.span, readyAtMs: nowMs, lastReadyAtMs: nowMs, turn: newTurn(tools) }
  const numbers = await takeNumbers(tools, there.scope, wish)
  const ids = leavers.map(({ standing }) => idOf(hash, standing))
  const run = await runOf(tools, to, there, numbers, leavers, asNew ? undefined : ids, nowMs)
  const TransactItems = [
    ...taking,
    { Put: putRunRequest(tools.tables.messages, run) },
    checkLiving(tools.tables, queue),
    checkLiving(tools.tables, to),
    ...leftRecords(tools, scopeOf(queue), ids, nowMs),
    ...(asNew ? [] : addressRecords(tools, there, ids, numbers.start, nowMs)),
  ]
  const reply = await tools.send.call('TransactWriteItems', { TransactItems })
  if (reply.kind === 'done') return true
  await giveNumbersUp(tools, there.scope, { ...there, ...numbers, readyAtMs: nowMs })
  return false
}

type There = { scope: string; hash: string; span: number }

function runOf(
  tools: Tools,
  to: QueueRef,
  { scope, hash, span }: There,
  { start, epoch }: Numbers,
  leavers: readonly Leaver[],
  ids: readonly string[] | undefined,
  nowMs: number,
): Promise<Run> {
  const entries = leavers.map(({ standing, delivery, envelope }, index) => ({
    index,
    slot: encodeSlot(delivery),
    nackReason: delivery.nackReason,
    head: { ...headOf(envelope, ids?.[index]), rest: standing.entry.head.rest },
  }))
  const run = {
    key: runKey(scope, hash, start),
    start,
    span,
    epoch,
    madeAtMs: nowMs,
    readyAtMs: nowMs,
    entries,
    nonce: newNonce(tools),
    wakes: wakeName(to),
  }
  return withEnvelopes(
    tools,
    run,
    leavers.map(({ envelope }) => envelope),
  )
}

/** Who comes with an old id to the queue that a message left is told so: a redriven one is not done either. */
const leftRecords = ({ tables }: Tools, scope: string, ids: readonly string[], nowMs: number): TransactWriteItem[] =>
  ids.map(id => ({ Put: { TableName: tables.messages, Item: forwardItem(scope, id, nowMs) } }))

/** Who comes with the id to the queue that it went to is told where it stands. */
const addressRecords = (
  { tables }: Tools,
  { scope, hash }: There,
  ids: readonly string[],
  start: number,
  nowMs: number,
): TransactWriteItem[] =>
  ids.map((id, index) => {
    const a = { S: formatOrderedPlace({ hash, number: start + index }) }
    return { Put: { TableName: tables.messages, Item: { ...forwardItem(scope, id, nowMs), a } } }
  })
