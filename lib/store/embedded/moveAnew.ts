import { isOrdered } from '../../domain/ordered.ts'
import type { Random } from '../../domain/random.ts'
import type { Departing } from '../store.ts'
import { toNew } from './publish.ts'
import type { Slot } from './slot.ts'
import type { Tables } from './tables.ts'

/** Where numbers come from, and when it is. */
export type Anew = { nextSeq: () => number; random: Random; nowMs: number }

/**
 * Puts a message into another queue as a new one, visible at once: in an ordered queue at the end of its group, whatever
 * ids are remembered there. False: that queue is gone.
 */
export function moveAnew(
  { lanes, groups, messages }: Tables,
  slot: Slot,
  { to, envelope }: Departing,
  { nextSeq, random, nowMs }: Anew,
): boolean {
  if (lanes.isDead(to)) return false
  messages.remove(slot)
  const seq = nextSeq()
  const message = { ...toNew(envelope, seq, random), readyAtMs: nowMs }
  const lane = lanes.findOrMake(to, message.rank)
  if (isOrdered(to)) groups.keepLastSeq(seq)
  messages.add(
    lane,
    seq,
    message.id,
    message,
    isOrdered(to) ? groups.join(lane, envelope.groupId!, seq, nowMs) : undefined,
  )
  return true
}
