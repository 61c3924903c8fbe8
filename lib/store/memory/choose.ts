import { answerBytes } from '../../domain/envelope.ts'
import { toCandidate } from '../../domain/judge.ts'
import type { DeadLetterReason } from '../../domain/origin.ts'
import type { Lease } from '../leased.ts'
import type { PollOrder } from '../store.ts'
import type { Lane, Slot } from './lane.ts'

/** What the judge says of the visible messages, as far as a poll needs to know. */
export type Choice = { picks: [Slot, Lease][]; drops: Slot[]; asides: [Slot, DeadLetterReason][] }

export function choose(lane: Lane, order: PollOrder, nowMs: number): Choice {
  const choice: Choice = { picks: [], drops: [], asides: [] }
  const { picks, drops, asides } = choice
  let bytes = 0
  for (const slot of lane.walk()) {
    if (picks.length === order.maxMessages || slot.delivery.visibleAtMs > nowMs) break
    const verdict = order.judge(toCandidate(slot.envelope, slot.delivery), nowMs)
    if (verdict.kind === 'drop') drops.push(slot)
    else if (verdict.kind === 'deadLetter') asides.push([slot, verdict.reason])
    else {
      bytes += answerBytes(slot.envelope)
      if (picks.length > 0 && bytes > order.maxBytes) break
      picks.push([slot, verdict])
    }
  }
  return choice
}
