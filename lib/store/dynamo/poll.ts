import { mainOf } from '../../domain/priority.ts'
import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Leased, PollOrder } from '../store.ts'
import { handOut } from './handOut.ts'
import { type LaneName, laneKey, parseLaneKey, scopeOf } from './keys.ts'
import { laneAgeMsMax } from './laneBook.ts'
import { allowedMs } from './laneRecord.ts'
import { type Lanes, lanesToRead } from './lanes.ts'
import type { LeasedBlock } from './lease.ts'
import { type FoundIn, inTurn, lookForAged, restOfLanes } from './levels.ts'
import type { Scout } from './scout.ts'
import { isRecent, lookSurely, type Sight, type SureOrder } from './sureLook.ts'
import { type Taken, take } from './take.ts'
import { tidyLanes } from './tidyLanes.ts'
import type { Tools } from './tools.ts'

// In a crowd, others may be faster many times in a row; after this the crowd had better come back later.
const roundsMax = 12
// Beside a deep side a crowd is faster with it than with the few messages before; measured in docs/adr/0007-fair-groups.md.
const racesMax = 3
// What has expired beyond this is passed over, so that clearing away does not keep a poll from its messages.
const clearedMax = 256
// What cannot be moved aside, as its new queue is gone, must not keep a poll from the others.
const stuckMax = 4
// A function lives half a minute. What cannot be said by then (a lane so full that no walk through it ends in time) is
// not said later either.
const patienceMs = 20_000

/** What one poll has done so far. */
type Progress = { rounds: number; lost?: number } & Omit<Taken, 'leased'>

/** `isFull`: there is something, but no more leases may run. */
export type Polled = { leased: Leased[]; movedAside: number; isFull: boolean }

/** Leases what is visible. Throws StoreBusy when that takes more than 20 s. */
export async function poll(tools: Tools, queue: QueueRef, order: PollOrder): Promise<Polled> {
  const scope = scopeOf(queue)
  const progress: Progress = { rounds: 0, cleared: 0, movedAside: 0, stuck: 0, isFull: false }
  const polled = (leased: Leased[]): Polled => ({ leased, movedAside: progress.movedAside, isFull: progress.isFull })
  const untilWallMs = tools.wall.nowMs() + patienceMs
  while (progress.rounds < roundsMax && tools.wall.nowMs() < untilWallMs) {
    const isDropping = progress.cleared < clearedMax && progress.stuck < stuckMax
    const wish = { ...order, isDropping, untilWallMs, lost: progress.lost }
    const around = await lookAround(tools, scope, wish)
    const { found, isEmpty } = around === undefined ? await lookEverywhere(tools, scope, wish) : one(around)
    if (isEmpty) {
      // Nobody waits for the upkeep, or hears that it failed: the next poll sees to it.
      void tidyLanes(tools, scope).catch(() => {})
      return polled([])
    }
    for (const somewhere of found) {
      const leased = await handOut(tools, queue, await takeFrom(tools, queue, somewhere, order, progress), order)
      if (leased.length > 0 || progress.isFull) return polled(leased)
    }
    if (found.length === 0) progress.rounds += 1
  }
  throw new Problem('StoreBusy')
}

type Wish = PollOrder & SureOrder & { lost: number | undefined }
type Everything = { found: FoundIn[]; isEmpty: boolean }

const one = (found: FoundIn): Everything => ({ found: [found], isEmpty: false })

async function takeFrom(
  tools: Tools,
  queue: QueueRef,
  { scout, surveys }: FoundIn,
  order: PollOrder,
  progress: Progress,
): Promise<LeasedBlock[]> {
  const { leased, cleared, movedAside, stuck, isFull } = await take(tools, queue, scout, surveys, order)
  progress.isFull = isFull
  progress.stuck += stuck
  progress.cleared += cleared
  progress.movedAside += movedAside
  // A round that only cleared something away lost no race; one whose messages have expired by now counts.
  if (leased.length > 0 || cleared === 0) progress.rounds += 1
  if (progress.rounds >= racesMax) progress.lost = mainOf(parseLaneKey(scout.p).level)
  return leased
}

/** Of all lanes, the best level first. */
const scoutsOf = (tools: Tools, scope: string, lanes: Lanes, { lost }: Wish): Scout[] =>
  inTurn(tools, lanesToRead(lanes), lost).map(lane => scoutOf(tools, scope, lane))

const scoutOf = (tools: Tools, scope: string, lane: LaneName): Scout => tools.scouts.of(tools, laneKey(scope, lane))

/**
 * Looks where something is likely, lane after lane, up to the first that has something. One lane that is throttled is
 * passed over, and fails the poll only where no other has anything; a second means that the store does not answer.
 */
async function lookAround(tools: Tools, scope: string, wish: Wish): Promise<FoundIn | undefined> {
  let busy: Problem | undefined
  const lanes = await tools.book.read(scope, laneAgeMsMax)
  const rest = restOfLanes(tools, lanesToRead(lanes)).map(lane => scoutOf(tools, scope, lane))
  const old = await lookForAged(tools, rest, wish)
  if (old !== undefined) return old
  for (const scout of scoutsOf(tools, scope, lanes, wish)) {
    try {
      const surveys = await scout.look(wish)
      if (surveys.length > 0) return { scout, surveys }
    } catch (error) {
      if (!(error instanceof Problem) || busy !== undefined) throw error
      busy = error
    }
  }
  if (busy !== undefined) throw busy
  return undefined
}

/** Looks surely into every lane (J4). */
async function lookEverywhere(tools: Tools, scope: string, wish: Wish): Promise<Everything> {
  const lanes = await tools.book.read(scope, laneAgeMsMax)
  const scouts = scoutsOf(tools, scope, lanes, wish)
  const looks = await Promise.allSettled(scouts.map(scout => lookSurely(tools, scout, wish)))
  const found = looks.flatMap((look, at) =>
    look.status === 'fulfilled' && look.value.surveys.length > 0
      ? [{ scout: scouts[at]!, surveys: look.value.surveys }]
      : [],
  )
  if (found.length > 0) return { found, isEmpty: false }
  // Nothing was found, so every lane has to say that there is nothing.
  const sights = looks.map(look => {
    if (look.status === 'rejected') throw look.reason
    return look.value
  })
  return { found, isEmpty: (await areStill(tools, scope, lanes, sights)) && areRecent(tools, sights) }
}

/** J4: what lies in a lane that is new must not be passed over for longer than what lies in the others. */
async function areStill({ book }: Tools, scope: string, lanes: Lanes, sights: readonly Sight[]): Promise<boolean> {
  const ageMs = Math.max(...sights.map(({ blocks }) => allowedMs(blocks)))
  return (await book.read(scope, ageMs)).version === lanes.version
}

const areRecent = ({ clock }: Tools, sights: readonly Sight[]): boolean =>
  sights.every(sight => isRecent(sight, clock.nowMs()))
