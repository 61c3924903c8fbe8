import { answerBytes } from '../../domain/envelope.ts'
import type { Candidate, Verdict } from '../../domain/judge.ts'
import type { PollOrder } from '../store.ts'
import type { Slot } from './lane.ts'

type Lease = Extract<Verdict, { kind: 'lease' }>
export type Choice = { picks: (readonly [Slot, Lease])[]; drops: Slot[] }

/** What one poll leases of what is open, and what it drops on the way. */
export function choose(open: Iterable<Slot>, order: PollOrder, nowMs: number): Choice {
  const picks: Choice['picks'] = []
  const drops: Slot[] = []
  let bytes = 0
  for (const slot of open) {
    if (picks.length === order.maxMessages) break
    const verdict = order.judge(toCandidate(slot), nowMs)
    if (verdict.kind === 'drop') {
      drops.push(slot)
      continue
    }
    bytes += answerBytes(slot.envelope)
    if (picks.length > 0 && bytes > order.maxBytes) break
    picks.push([slot, verdict])
  }
  return { picks, drops }
}

export const toCandidate = (slot: Slot): Candidate => {
  const { sentAtMs, readyAtMs, expiresAtMs } = slot.envelope
  return { sentAtMs, readyAtMs, expiresAtMs, attempts: slot.delivery.attempts }
}
