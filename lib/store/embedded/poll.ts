import { answerBytes, type Envelope } from '../../domain/envelope.ts'
import { newToken } from '../../domain/id.ts'
import { toCandidate } from '../../domain/judge.ts'
import { agedMs, beginsAtTheWorst } from '../../domain/priority.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import { type Lease, leasedAs } from '../leased.ts'
import type { Leased, PollOrder } from '../store.ts'
import { type Cleared, clear } from './clear.ts'
import type { RankedLane } from './lanes.ts'
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
  const stretches = stretchesOf(tables.lanes.of(queue), random, nowMs)
  const { picks, cleared } = chooseInTurn(tables, stretches, order, { random, nowMs })
  const leased = picks.map(pick => leaseOf(tables.messages, queue, pick, newToken(random), nowMs))
  return { leased, over: picks.length > 0 || !isTired(cleared), movedAside: cleared.movedAside }
}

const isTired = ({ dropped, movedAside }: Cleared): boolean => dropped + movedAside >= clearedMax

/** A lane up to a time; `isAlone`: whoever finds something there looks no further. */
type Stretch = { lane: number; untilMs: number; isAlone: boolean }

function stretchesOf(ranked: readonly RankedLane[], random: Random, nowMs: number): Stretch[] {
  const all = ranked.map(({ id }) => ({ lane: id, untilMs: nowMs, isAlone: false }))
  if (ranked.length < 2 || !beginsAtTheWorst(random)) return all
  const worse = ranked.slice(1).reverse()
  // For more than that long: strictly.
  return [...worse.map(({ id }) => ({ lane: id, untilMs: nowMs - agedMs - 1, isAlone: true })), ...all]
}

type Moment = { random: Random; nowMs: number }

/** What a step has chosen so far. */
type Choice = { picks: Pick[]; bytes: number; cleared: Cleared }

/** Nothing is leased before the walk has ended: a lease of no time would bring the message round again. */
function chooseInTurn(tables: Tables, stretches: readonly Stretch[], order: PollOrder, moment: Moment): Choice {
  const choice: Choice = { picks: [], bytes: 0, cleared: { dropped: 0, movedAside: 0 } }
  for (const stretch of stretches) {
    const isFull = choose(tables, stretch, choice, order, moment)
    if (isFull || (stretch.isAlone && choice.picks.length > 0)) break
  }
  return choice
}

/** Adds to the choice what a stretch has; whether nothing more fits. */
function choose(tables: Tables, stretch: Stretch, choice: Choice, order: PollOrder, moment: Moment): boolean {
  const { picks, cleared } = choice
  let position = beforeAll
  while (!isTired(cleared)) {
    const wanted = order.maxMessages - picks.length
    const found = tables.messages.visible(stretch.lane, position, stretch.untilMs, wanted)
    for (const slot of found) {
      const envelope = tables.messages.envelope(slot)
      const verdict = order.judge(toCandidate(envelope, slot.delivery), moment.nowMs)
      if (verdict.kind !== 'lease') {
        clear(tables, slot, verdict, cleared, { aside: order.aside, ...moment })
        continue
      }
      choice.bytes += answerBytes(envelope)
      if (picks.length > 0 && choice.bytes > order.maxBytes) return true
      picks.push({ slot, envelope, lease: verdict })
    }
    const last = found.at(-1)
    if (picks.length === order.maxMessages) return true
    if (last === undefined || found.length < wanted) return false
    position = { visibleAtMs: last.delivery.visibleAtMs, seq: last.seq }
  }
  return true
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
