import { moved } from '../../moved.ts'
import { settleVerdict } from '../../settleVerdict.ts'
import type { Settlement, SettleOutcome } from '../../store.ts'
import { encodeSlot } from '../slot.ts'
import { deliveryOfHeld, type Held, numberOf } from './group.ts'
import type { OrderedPlace } from './place.ts'
import type { GroupHint } from './receiptHint.ts'

/** One settlement, where its message stands, and what its receipt says of the group. */
export type Case = {
  settlement: Settlement
  /** Its place in the call. */
  at: number
  place: OrderedPlace
  hint: GroupHint | undefined
}

/** `held`: what is held from then on; undefined where nothing changes. */
export type Settled = { held: Held[] | undefined; results: Map<Case, SettleOutcome> }

/** Acks, releases and extends what a group holds, one after the other. */
export function settleHeld(before: readonly Held[], cases: readonly Case[], nowMs: number): Settled {
  let held = [...before]
  const results = new Map<Case, SettleOutcome>()
  for (const one of cases) {
    const found = held.find(some => numberOf(some) === one.place.number)
    const verdict = found && settleVerdict(deliveryOfHeld(found), one.settlement, nowMs)
    if (found === undefined || verdict !== 'applies') {
      results.set(one, { kind: verdict === undefined || verdict === 'applies' ? 'gone' : verdict })
      continue
    }
    const after = settledAs(found, one.settlement, nowMs)
    held = held.flatMap(some => (some !== found ? [some] : after === undefined ? [] : [after]))
    results.set(one, outcomeOf(one.settlement, after))
  }
  const isChanged = held.length !== before.length || held.some((one, at) => one !== before[at])
  return { held: isChanged ? held : undefined, results }
}

/** How a message is held from then on; undefined where it is done. */
function settledAs(held: Held, settlement: Settlement, nowMs: number): Held | undefined {
  if (settlement.kind !== 'release' && settlement.kind !== 'extend') return undefined
  const delivery = moved(deliveryOfHeld(held), settlement, nowMs)
  return { ...held, slot: encodeSlot(delivery), nackReason: delivery.nackReason }
}

const outcomeOf = (settlement: Settlement, after: Held | undefined): SettleOutcome =>
  settlement.kind === 'extend' ? { kind: 'done', untilMs: deliveryOfHeld(after!).visibleAtMs } : { kind: 'done' }
