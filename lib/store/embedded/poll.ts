import { answerBytes, type Envelope } from '../../domain/envelope.ts'
import { newToken } from '../../domain/id.ts'
import type { Verdict } from '../../domain/judge.ts'
import { agedMs, beginsAtTheWorst } from '../../domain/priority.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import type { Leased, PollOrder } from '../store.ts'
import type { RankedLane } from './lanes.ts'
import { beforeAll, type Messages, type Slot } from './messages.ts'
import type { Tables } from './tables.ts'

type Lease = Extract<Verdict, { kind: 'lease' }>
type Pick = { slot: Slot; envelope: Envelope; lease: Lease }

// What one step may drop before it lets others have their turn.
const dropsMax = 256

/** `over: false`: it has only dropped messages so far, and there may be more behind them. */
export type PollStep = { leased: Leased[]; over: boolean }

/** One step of a poll: leases the first visible messages. */
export function pollStep(
  { lanes, messages }: Tables,
  queue: QueueRef,
  order: PollOrder,
  random: Random,
  nowMs: number,
): PollStep {
  const { picks, over } = chooseInTurn(messages, stretchesOf(lanes.of(queue), random, nowMs), order, nowMs)
  return { leased: picks.map(pick => leaseOf(messages, queue, pick, newToken(random), nowMs)), over }
}

/** A lane up to a time; `isAlone`: whoever finds something there looks no further. */
type Stretch = { lane: number; untilMs: number; isAlone: boolean }

function stretchesOf(ranked: readonly RankedLane[], random: Random, nowMs: number): Stretch[] {
  const all = ranked.map(({ id }) => ({ lane: id, untilMs: nowMs, isAlone: false }))
  if (ranked.length < 2 || !beginsAtTheWorst(random)) return all
  const worse = ranked.slice(1).reverse()
  // For more than that long: strictly.
  return [...worse.map(({ id }) => ({ lane: id, untilMs: nowMs - agedMs - 1, isAlone: true })), ...all]
}

/** What a step has chosen so far. */
type Choice = { picks: Pick[]; bytes: number; drops: number }

/** Nothing is leased before the walk has ended: a lease of no time would bring the message round again. */
function chooseInTurn(messages: Messages, stretches: readonly Stretch[], order: PollOrder, nowMs: number) {
  const choice: Choice = { picks: [], bytes: 0, drops: 0 }
  for (const stretch of stretches) {
    const isFull = choose(messages, stretch, choice, order, nowMs)
    if (isFull || (stretch.isAlone && choice.picks.length > 0)) break
  }
  return { picks: choice.picks, over: choice.picks.length > 0 || choice.drops < dropsMax }
}

/** Adds to the choice what a stretch has; whether nothing more fits. */
function choose(
  messages: Messages,
  { lane, untilMs }: Stretch,
  choice: Choice,
  order: PollOrder,
  nowMs: number,
): boolean {
  const { picks } = choice
  let position = beforeAll
  while (choice.drops < dropsMax) {
    const wanted = order.maxMessages - picks.length
    const found = messages.visible(lane, position, untilMs, wanted)
    for (const slot of found) {
      const envelope = messages.envelope(slot)
      const verdict = order.judge({ ...envelope, attempts: slot.delivery.attempts }, nowMs)
      if (verdict.kind === 'drop') {
        messages.remove(slot)
        choice.drops += 1
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
  { uid, generation }: QueueRef,
  { slot, envelope, lease }: Pick,
  token: string,
  leasedAtMs: number,
): Leased {
  const { untilMs, attempts } = lease
  const firstLeasedAtMs = slot.delivery.firstLeasedAtMs ?? leasedAtMs
  const { nackReason } = slot.delivery
  const delivery = { visibleAtMs: untilMs, attempts, token, leased: true, firstLeasedAtMs, leasedAtMs, nackReason }
  messages.move(slot, delivery)
  return {
    message: { id: slot.id, envelope, delivery },
    receipt: { queueUid: uid, generation, id: slot.id, token, attempts, firstLeasedAtMs, leasedAtMs },
  }
}
