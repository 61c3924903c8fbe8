import { answerBytes, type Envelope } from '../../domain/envelope.ts'
import { newToken } from '../../domain/id.ts'
import type { Verdict } from '../../domain/judge.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Random } from '../../domain/random.ts'
import type { Leased, PollOrder } from '../store.ts'
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
  const lane = lanes.find(queue)
  if (lane === undefined) return { leased: [], over: true }
  const { picks, over } = choose(messages, lane, order, nowMs)
  return { leased: picks.map(pick => leaseOf(messages, queue, pick, newToken(random), nowMs)), over }
}

/** Nothing is leased before the walk has ended: a lease of no time would bring the message round again. */
function choose(messages: Messages, lane: number, order: PollOrder, nowMs: number) {
  const picks: Pick[] = []
  let position = beforeAll
  let bytes = 0
  for (let drops = 0; drops < dropsMax; ) {
    const wanted = order.maxMessages - picks.length
    const found = messages.visible(lane, position, nowMs, wanted)
    for (const slot of found) {
      const envelope = messages.envelope(slot)
      const verdict = order.judge({ ...envelope, attempts: slot.delivery.attempts }, nowMs)
      if (verdict.kind === 'drop') {
        messages.remove(slot)
        drops += 1
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
