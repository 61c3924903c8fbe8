import { settleVerdict } from '../settleVerdict.ts'
import type { Settlement, SettleOutcome } from '../store.ts'
import type { Place } from './place.ts'
import { decodeSlot } from './slot.ts'

/** One settlement, and where its message was last known to lie. */
export type Case = {
  settlement: Settlement
  /** Its place in the call. */
  at: number
  place: Place
  /** The slots that its block had when it was leased; empty when that is not known. */
  slots: readonly number[]
  /** An attempt of it got no answer. */
  isRepeated?: boolean
}

/** `absent`: not in this block (any more). `again`: the block has changed meanwhile. */
export type CaseResult = { one: Case; result: SettleOutcome | 'absent' | 'again' }

// Up to here a message that was given back stays where it is; a longer delay moves it to the block of its time, so that
// no poll comes by it meanwhile.
const stayMsMax = 60_000

/**
 * Whether the settlement puts the message elsewhere: far ahead, or before its block, which no poll looks at until it is
 * ready. One that nobody ever got has its time in the key of its block alone.
 */
export function isMove({ settlement, place }: Case, nowMs: number): boolean {
  if (settlement.kind !== 'release' && settlement.kind !== 'extend') return false
  if (settlement.receipt.token === '') return true
  const ms = settlement.kind === 'extend' ? settlement.ms : settlement.delayMs
  return nowMs + ms < place.readyAtMs || (settlement.kind === 'release' && ms > stayMsMax)
}

/** What stands in the way of a settlement; undefined when nothing does. */
export function refusalOf(
  { settlement, place }: Case,
  slot: string | undefined,
  nowMs: number,
): CaseResult['result'] | undefined {
  if (slot === undefined) return 'absent'
  const verdict = settleVerdict(decodeSlot(slot, place.readyAtMs), settlement, nowMs)
  return verdict === 'applies' ? undefined : { kind: verdict }
}
