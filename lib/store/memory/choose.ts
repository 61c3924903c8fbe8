import { answerBytes } from '../../domain/envelope.ts'
import { toCandidate } from '../../domain/judge.ts'
import type { DeadLetterReason } from '../../domain/origin.ts'
import type { Lease } from '../leased.ts'
import type { PollOrder } from '../store.ts'
import type { Slot } from './lane.ts'

/** What the judge says of the visible messages, as far as a poll needs to know. */
export type Choice = { picks: [Slot, Lease][]; drops: Set<Slot>; asides: Map<Slot, DeadLetterReason> }

export const noChoice = (): Choice => ({ picks: [], drops: new Set(), asides: new Map() })

/** Adds to the choice from visible messages in the order in which they are to be leased, one of them perhaps twice. */
export function choose({ picks, drops, asides }: Choice, slots: Iterable<Slot>, order: PollOrder, nowMs: number): void {
  let bytes = 0
  for (const slot of slots) {
    if (picks.length === order.maxMessages) break
    const verdict = order.judge(toCandidate(slot.envelope, slot.delivery), nowMs)
    if (verdict.kind === 'drop') drops.add(slot)
    else if (verdict.kind === 'deadLetter') asides.set(slot, verdict.reason)
    else {
      bytes += answerBytes(slot.envelope)
      if (picks.length > 0 && bytes > order.maxBytes) break
      picks.push([slot, verdict])
    }
  }
}
