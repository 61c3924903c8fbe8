import { newToken } from '../../domain/id.ts'
import { stateOf } from '../../domain/message.ts'
import type { Random } from '../../domain/random.ts'
import type { Change, ChangeOutcome } from '../store.ts'
import type { Lane, Slot } from './lane.ts'

type Replace = Extract<Change, { kind: 'replace' }>

/** Cancels or replaces a message, unless somebody holds it. */
export function change(lane: Lane, id: string, wish: Change, random: Random, nowMs: number): ChangeOutcome {
  const slot = lane.get(id)
  if (slot === undefined) return 'gone'
  if (stateOf(slot.delivery, nowMs) === 'inFlight') return 'leased'
  if (wish.kind === 'cancel') lane.remove(slot)
  else if (slot.delivery.token !== wish.seenToken) return 'changed'
  else replace(lane, slot, wish, newToken(random))
  return 'done'
}

function replace(lane: Lane, slot: Slot, { envelope, visibleAtMs }: Replace, token: string): void {
  const { delivery } = slot
  lane.update(slot, {
    envelope,
    delivery: { ...delivery, token, leased: false, visibleAtMs: visibleAtMs ?? delivery.visibleAtMs },
  })
}
