import { answerBytes, type Envelope } from '../../domain/envelope.ts'
import { newToken } from '../../domain/id.ts'
import { toCandidate } from '../../domain/judge.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import { type Lease, leasedAs } from '../leased.ts'
import type { Leased, PollOrder } from '../store.ts'
import { type Cleared, clear } from './clear.ts'
import type { Messages, Slot } from './messages.ts'
import { beforeAll } from './position.ts'
import type { Tables } from './tables.ts'

type Pick = { slot: Slot; envelope: Envelope; lease: Lease }

// What one step may drop or move aside before it lets others have their turn.
const clearedMax = 256

/** `over: false`: it has only cleared messages away so far, and there may be more behind them. */
export type PollStep = { leased: Leased[]; over: boolean; movedAside: number }

/** One step of a poll: leases the first visible messages. */
export function pollStep(tables: Tables, queue: QueueRef, order: PollOrder, random: Random, nowMs: number): PollStep {
  const lane = tables.lanes.find(queue)
  if (lane === undefined) return { leased: [], over: true, movedAside: 0 }
  const cleared = { dropped: 0, movedAside: 0 }
  const { picks, over } = choose(tables, lane, order, cleared, { random, nowMs })
  const leased = picks.map(pick => leaseOf(tables.messages, queue, pick, newToken(random), nowMs))
  return { leased, over, movedAside: cleared.movedAside }
}

/** Nothing is leased before the walk has ended: a lease of no time would bring the message round again. */
function choose(
  tables: Tables,
  lane: number,
  order: PollOrder,
  cleared: Cleared,
  { random, nowMs }: { random: Random; nowMs: number },
) {
  const picks: Pick[] = []
  let position = beforeAll
  let bytes = 0
  while (cleared.dropped + cleared.movedAside < clearedMax) {
    const wanted = order.maxMessages - picks.length
    const found = tables.messages.visible(lane, position, nowMs, wanted)
    for (const slot of found) {
      const envelope = tables.messages.envelope(slot)
      const verdict = order.judge(toCandidate(envelope, slot.delivery), nowMs)
      if (verdict.kind !== 'lease') {
        clear(tables, slot, verdict, cleared, { aside: order.aside, random, nowMs })
        continue
      }
      bytes += answerBytes(envelope)
      if (picks.length > 0 && bytes > order.maxBytes) return { picks, over: true }
      picks.push({ slot, envelope, lease: verdict })
    }
    const last = found.at(-1)
    if (last === undefined || found.length < wanted || picks.length === order.maxMessages) return { picks, over: true }
    position = { visibleAtMs: last.delivery.visibleAtMs, seq: last.seq }
  }
  return { picks, over: picks.length > 0 }
}

function leaseOf(
  messages: Messages,
  queue: QueueRef,
  { slot, envelope, lease }: Pick,
  token: string,
  nowMs: number,
): Leased {
  const leased = leasedAs(queue, { ...slot, envelope }, lease, token, nowMs)
  messages.move(slot, leased.message.delivery)
  return leased
}
