import { answerBytes } from '../../domain/envelope.ts'
import { toCandidate } from '../../domain/judge.ts'
import type { DeadLetterReason } from '../../domain/origin.ts'
import { fullUntilMs, leasesLeft } from '../inFlight.ts'
import type { Lease } from '../leased.ts'
import type { PollOrder, WaitOrder } from '../store.ts'
import type { Lane, Slot } from './lane.ts'

/** What the judge says of the visible messages, as far as a poll needs to know. */
export type Choice = { picks: [Slot, Lease][]; drops: Set<Slot>; asides: Map<Slot, DeadLetterReason> }

/** `leasesLeft`: how many leases more may run; as many as there are messages where that is not said. */
type Order = PollOrder & { leasesLeft?: number }

/** A poll's order, as the leases that run in a lane limit it. */
export const limitedIn = (lane: Lane, order: PollOrder, nowMs: number): Order =>
  order.inFlightMax === undefined
    ? order
    : { ...order, leasesLeft: leasesLeft(lane.leaseEndsMs(nowMs), order.inFlightMax) }

/** The same for who waits: until when no more may run. */
export const fullIn = (lane: Lane, { inFlightMax }: WaitOrder, nowMs: number): (() => number | undefined) =>
  inFlightMax === undefined ? () => undefined : () => fullUntilMs(lane.leaseEndsMs(nowMs), inFlightMax)

export const noChoice = (): Choice => ({ picks: [], drops: new Set(), asides: new Map() })

/** Adds to the choice from visible messages in the order in which they are to be leased, one of them perhaps twice. */
export function choose({ picks, drops, asides }: Choice, slots: Iterable<Slot>, order: Order, nowMs: number): void {
  let bytes = 0
  let { leasesLeft = Number.POSITIVE_INFINITY } = order
  for (const slot of slots) {
    if (picks.length === order.maxMessages) break
    const verdict = order.judge(toCandidate(slot.envelope, slot.delivery), nowMs)
    if (verdict.kind === 'drop') drops.add(slot)
    else if (verdict.kind === 'deadLetter') asides.set(slot, verdict.reason)
    else {
      // A lease of no time never runs.
      if (verdict.untilMs > nowMs && --leasesLeft < 0) break
      bytes += answerBytes(slot.envelope)
      if (picks.length > 0 && bytes > order.maxBytes) break
      picks.push([slot, verdict])
    }
  }
}
