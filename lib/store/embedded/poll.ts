import { answerBytes, type Envelope } from '../../domain/envelope.ts'
import { newToken } from '../../domain/id.ts'
import type { Verdict } from '../../domain/judge.ts'
import { isOrdered } from '../../domain/ordered.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import { receiptOf } from '../receiptOf.ts'
import type { Leased, PollOrder } from '../store.ts'
import { remember, repeat } from './attempts.ts'
import type { Messages } from './messages.ts'
import { openMessages, visibleMessages } from './open.ts'
import { asMessage, type Slot } from './slot.ts'
import type { Tables } from './tables.ts'

type Lease = Extract<Verdict, { kind: 'lease' }>
type Pick = { slot: Slot; envelope: Envelope; lease: Lease }

// What one step may drop before it lets others have their turn.
const dropsMax = 256

/** `over: false`: it has only dropped messages so far, and there may be more behind them. */
export type PollStep = { leased: Leased[]; over: boolean }

/** One step of a poll: leases the first messages that are open. */
export function pollStep(tables: Tables, queue: QueueRef, order: PollOrder, random: Random, nowMs: number): PollStep {
  const lane = tables.lanes.find(queue)
  if (lane === undefined) return { leased: [], over: true }
  const { attemptId, judge, maxMessages } = order
  const find = isOrdered(queue) ? openMessages : visibleMessages
  const repeated = attemptId === undefined ? undefined : repeat(tables, queue, lane, attemptId, judge, nowMs)
  if (repeated !== undefined) return { leased: repeated, over: true }
  const step = take(tables.messages, queue, find(tables, lane, nowMs, maxMessages), order, random, nowMs)
  if (attemptId !== undefined) remember(tables, lane, attemptId, step.leased, nowMs)
  return step
}

/** Nothing changes before the walk has ended: a lease of no time would bring the message round again. */
function take(
  messages: Messages,
  queue: QueueRef,
  open: Iterable<Slot>,
  order: PollOrder,
  random: Random,
  nowMs: number,
): PollStep {
  const { picks, drops } = choose(messages, open, order, nowMs)
  for (const slot of drops) messages.remove(slot)
  const leased = picks.map(pick => leaseOf(messages, queue, pick, newToken(random), nowMs))
  return { leased, over: leased.length > 0 || drops.length < dropsMax }
}

function choose(messages: Messages, open: Iterable<Slot>, order: PollOrder, nowMs: number) {
  const picks: Pick[] = []
  const drops: Slot[] = []
  let bytes = 0
  for (const slot of open) {
    const envelope = messages.envelope(slot)
    const verdict = order.judge({ ...envelope, attempts: slot.delivery.attempts }, nowMs)
    if (verdict.kind === 'drop') {
      drops.push(slot)
      if (drops.length === dropsMax) break
      continue
    }
    bytes += answerBytes(envelope)
    if (picks.length > 0 && bytes > order.maxBytes) break
    picks.push({ slot, envelope, lease: verdict })
    if (picks.length === order.maxMessages) break
  }
  return { picks, drops }
}

function leaseOf(
  messages: Messages,
  queue: QueueRef,
  { slot, envelope, lease }: Pick,
  token: string,
  leasedAtMs: number,
): Leased {
  const { untilMs, attempts } = lease
  const firstLeasedAtMs = slot.delivery.firstLeasedAtMs ?? leasedAtMs
  const { nackReason } = slot.delivery
  const delivery = { visibleAtMs: untilMs, attempts, token, leased: true, firstLeasedAtMs, leasedAtMs, nackReason }
  messages.move(slot, delivery)
  return { message: asMessage(slot, envelope, delivery), receipt: receiptOf(queue, slot.id, delivery) }
}
