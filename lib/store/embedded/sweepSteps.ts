import { limits } from '../../domain/limits.ts'
import type { Messages } from './messages.ts'
import { beforeAll } from './position.ts'
import type { Slot } from './slot.ts'
import type { Tables } from './tables.ts'

// One chunk is one operation of a group; these keep it to about a millisecond.
const chunkRows = 200
const chunkBytes = 4 * 1024 * 1024
const chunkLanes = 100

const retentionMsMax = limits.retentionSecondsMax * 1000

const none: ReadonlySet<number> = new Set()

/** One chunk of work; says whether there may be more of its kind. */
export type SweepStep = (nowMs: number) => boolean

export const sweepSteps = (tables: Tables): SweepStep[] => [
  () => sweepDeadLane(tables),
  nowMs => sweepExpired(tables, nowMs),
  staleStep(tables),
  // Not to the last one: where keys come with each publish, one more has ended whenever we look.
  nowMs => tables.requests.deleteOutdated(nowMs, chunkRows) === chunkRows,
  nowMs => tables.remembered.deleteOutdated(nowMs, chunkRows) === chunkRows,
  nowMs => tables.dueMarks.deleteOutdated(nowMs, chunkRows) > 0,
]

function sweepDeadLane({ lanes, messages, requests, remembered }: Tables): boolean {
  const lane = lanes.firstDead()
  if (lane === undefined) return false
  const slots = messages.after(lane, beforeAll, chunkRows).map(({ seq }) => messages.at(seq)!)
  if (removeSome(messages, slots)) return true
  if (requests.deleteOfLane(lane, chunkRows) + remembered.deleteOfLane(lane, chunkRows) === 0) lanes.remove(lane)
  return true
}

/** What its queue moves aside stays for that. */
function sweepExpired({ messages, expiryRules }: Tables, nowMs: number): boolean {
  const found = messages.expired(nowMs, chunkRows)
  const kept = found.length > 0 ? expiryRules.lanes() : none
  for (const slot of found.filter(({ lane }) => kept.has(lane))) messages.forgetExpiry(slot)
  removeSome(
    messages,
    found.filter(({ lane }) => !kept.has(lane)),
  )
  return found.length > 0
}

/** Messages that have been visible for longer than any queue keeps one, lane after lane. */
function staleStep({ lanes, messages, expiryRules }: Tables): SweepStep {
  let done = 0
  return nowMs => {
    const some = lanes.after(done, chunkLanes)
    const kept = some.length > 0 ? expiryRules.lanes() : none
    for (const lane of some) {
      if (!kept.has(lane) && removeSome(messages, staleOf(messages, lane, nowMs - retentionMsMax))) return true
      done = lane
    }
    return some.length > 0
  }
}

function staleOf(messages: Messages, lane: number, untilMs: number): Slot[] {
  const firstMs = messages.nextVisibleAtMs(lane)
  if (firstMs === undefined || firstMs > untilMs) return []
  const places = messages.after(lane, beforeAll, chunkRows).filter(({ visibleAtMs }) => visibleAtMs <= untilMs)
  return places.map(({ seq }) => messages.at(seq)!)
}

function removeSome(messages: Messages, slots: Slot[]): boolean {
  let bytes = 0
  for (const slot of slots) {
    bytes += slot.large ? messages.largeBytes(slot) : 0
    messages.remove(slot)
    if (bytes > chunkBytes) break
  }
  return slots.length > 0
}
