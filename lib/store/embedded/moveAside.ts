import { arrived, begun, type Departure } from '../../domain/deadLetter.ts'
import { newToken } from '../../domain/id.ts'
import type { Random } from '../../domain/random.ts'
import type { Aside, Departing } from '../store.ts'
import { mintId } from './ids.ts'
import type { Slot } from './messages.ts'
import { toPacked } from './publish.ts'
import type { Tables } from './tables.ts'

type Moment = { random: Random; nowMs: number }

/** Puts a message into another queue, in the same transaction as all else. False: that queue is gone. */
export function moveAside(
  tables: Tables,
  slot: Slot,
  { to, envelopeOf }: Aside,
  departure: Departure,
  random: Random,
  nowMs: number,
): boolean {
  const envelope = envelopeOf({ ...slot, envelope: tables.messages.envelope(slot) }, departure)
  const delivery = arrived(slot.delivery, newToken(random), nowMs)
  return transfer(tables, { ...slot, delivery }, slot.id, { to, envelope })
}

/** The same as a new message of a new id, which leads to the same place. */
export const moveAnew = (tables: Tables, slot: Slot, departing: Departing, { random, nowMs }: Moment): boolean =>
  transfer(tables, { ...slot, delivery: begun(nowMs) }, mintId(slot.seq, random), departing)

function transfer({ lanes, messages }: Tables, slot: Slot, id: string, { to, envelope }: Departing): boolean {
  if (lanes.isDead(to)) return false
  const packed = toPacked(envelope)
  messages.replaceEnvelope(slot, packed)
  messages.move(slot, slot.delivery)
  messages.transfer(slot, lanes.findOrMake(to, packed.priority), id)
  return true
}
