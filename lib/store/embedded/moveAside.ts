import { arrived, type Departure } from '../../domain/deadLetter.ts'
import { newToken } from '../../domain/id.ts'
import { isOrdered } from '../../domain/ordered.ts'
import type { Random } from '../../domain/random.ts'
import type { Aside } from '../store.ts'
import { toPacked } from './publish.ts'
import type { Slot } from './slot.ts'
import type { Tables } from './tables.ts'

/** Puts a message into another queue, in the same transaction as all else. False: that queue is gone. */
export function moveAside(
  { lanes, groups, messages }: Tables,
  slot: Slot,
  { to, envelopeOf }: Aside,
  departure: Departure,
  random: Random,
  nowMs: number,
): boolean {
  if (lanes.isDead(to)) return false
  const { id, delivery } = slot
  const envelope = envelopeOf({ id, delivery, envelope: messages.envelope(slot) }, departure)
  const packed = toPacked(envelope)
  messages.replaceEnvelope(slot, packed)
  messages.move(slot, arrived(delivery, newToken(random), nowMs))
  const lane = lanes.findOrMake(to, packed.rank)
  messages.transfer(slot, lane, isOrdered(to) ? groups.join(lane, envelope.groupId!, slot.seq, nowMs) : undefined)
  return true
}
