import { answerBytes, type Envelope } from '../../domain/envelope.ts'
import { newToken } from '../../domain/id.ts'
import { toCandidate, type Verdict } from '../../domain/judge.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import { leasesLeft } from '../inFlight.ts'
import { type Lease, leasedAs } from '../leased.ts'
import type { Leased, PollOrder } from '../store.ts'
import { remember, repeat } from './attempts.ts'
import { type Cleared, clear } from './clear.ts'
import type { Messages } from './messages.ts'
import { openIn } from './open.ts'
import { asMessage, type Slot } from './slot.ts'
import type { Tables } from './tables.ts'

type Pick = { slot: Slot; envelope: Envelope; lease: Lease }

// What one step may drop or move aside before it lets others have their turn.
const clearedMax = 256

/** `over: false`: it has only cleared messages away so far, and there may be more behind them. */
export type PollStep = { leased: Leased[]; over: boolean; movedAside: number }

/** One step of a poll: leases the first messages that are open. */
export function pollStep(tables: Tables, queue: QueueRef, order: PollOrder, random: Random, nowMs: number): PollStep {
  const { attemptId } = order
  const limited = { ...order, leasesLeft: leasesLeftIn(tables, queue, order, nowMs) }
  const repeated = attemptId === undefined ? undefined : repeat(tables, queue, attemptId, limited, nowMs)
  if (repeated !== undefined) return { leased: repeated, over: true, movedAside: 0 }
  const step = take(tables, queue, limited, random, nowMs)
  if (attemptId !== undefined) remember(tables, queue, attemptId, step.leased, nowMs)
  return step
}

/** `leasesLeft`: how many leases more may run. */
type Order = PollOrder & { leasesLeft: number }

function leasesLeftIn({ lanes, inFlight }: Tables, queue: QueueRef, { inFlightMax }: PollOrder, nowMs: number): number {
  const ranked = lanes.of(queue)
  if (inFlightMax !== undefined) return leasesLeft(inFlight.endsMs(ranked, nowMs), inFlightMax)
  inFlight.forget(ranked)
  return Number.POSITIVE_INFINITY
}

/** Nothing changes before the walk has ended: a lease of no time would bring the message round again. */
function take(tables: Tables, queue: QueueRef, order: Order, random: Random, nowMs: number): PollStep {
  const { picks, useless } = choose(tables, queue, order, random, nowMs)
  const cleared: Cleared = { dropped: 0, movedAside: 0 }
  for (const { slot, verdict } of useless.values())
    clear(tables, slot, verdict, cleared, { aside: order.aside, random, nowMs })
  const leased = picks.map(pick => leaseOf(tables.messages, queue, pick, newToken(random), nowMs))
  return { leased, over: leased.length > 0 || useless.size < clearedMax, movedAside: cleared.movedAside }
}

/** What is to be leased of what is open, and by its number what is to be cleared away before it. */
type Choice = { picks: Pick[]; useless: Map<number, { slot: Slot; verdict: Verdict }> }

function choose(tables: Tables, queue: QueueRef, order: Order, random: Random, nowMs: number): Choice {
  const choice: Choice = { picks: [], useless: new Map() }
  const { picks, useless } = choice
  let bytes = 0
  let { leasesLeft } = order
  for (const slot of openIn(tables, queue, { random, nowMs, batch: order.maxMessages }, () => picks.length > 0)) {
    const envelope = tables.messages.envelope(slot)
    const verdict = order.judge(toCandidate(envelope, slot.delivery), nowMs)
    if (verdict.kind === 'lease') {
      // A lease of no time never runs.
      if (verdict.untilMs > nowMs && --leasesLeft < 0) break
      bytes += answerBytes(envelope)
      if (picks.length > 0 && bytes > order.maxBytes) break
      picks.push({ slot, envelope, lease: verdict })
      if (picks.length === order.maxMessages) break
    } else if (isClearable(tables, verdict, order)) {
      useless.set(slot.seq, { slot, verdict })
      if (useless.size === clearedMax) break
    }
  }
  return choice
}

/** What would go into a queue that is gone stays, and keeps nobody from what stands behind it. */
const isClearable = ({ lanes }: Tables, { kind }: Verdict, { aside }: PollOrder): boolean =>
  kind === 'drop' || (aside !== undefined && !lanes.isDead(aside.to))

function leaseOf(
  messages: Messages,
  queue: QueueRef,
  { slot, envelope, lease }: Pick,
  token: string,
  nowMs: number,
): Leased {
  const leased = leasedAs(queue, asMessage(slot, envelope, slot.delivery), lease, token, nowMs)
  messages.move(slot, leased.message.delivery)
  return leased
}
