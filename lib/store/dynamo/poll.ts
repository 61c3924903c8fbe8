import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Leased, PollOrder } from '../store.ts'
import { handOut } from './handOut.ts'
import { type LaneName, laneKey, scopeOf } from './keys.ts'
import { laneAgeMsMax } from './laneBook.ts'
import { lanesToRead } from './lanes.ts'
import { type FoundIn, inTurn, lookForAged, worstFirst } from './levels.ts'
import type { Scout } from './scout.ts'
import { isRecent, lookSurely, type Sight } from './sureLook.ts'
import { take } from './take.ts'
import { tidyLanes } from './tidyLanes.ts'
import type { Tools } from './tools.ts'

// In a crowd, others may be faster many times in a row; after this the crowd had better come back later.
const roundsMax = 12
// What has expired beyond this is passed over, so that clearing away does not keep a poll from its messages.
const dropsMax = 256
// J4: lanes that were added are known in time.
const laneAgeMsSure = 1_000

/** What one poll has done so far. */
type Progress = { rounds: number; drops: number }

/** Leases what is visible. */
export async function poll(tools: Tools, queue: QueueRef, order: PollOrder): Promise<Leased[]> {
  const scope = scopeOf(queue)
  const progress = { rounds: 0, drops: 0 }
  while (progress.rounds < roundsMax) {
    const wish = { ...order, isDropping: progress.drops < dropsMax }
    const around = await lookAround(tools, scope, wish)
    const { found, isEmpty } = around === undefined ? await lookEverywhere(tools, scope, wish) : one(around)
    if (isEmpty) return []
    for (const somewhere of found) {
      const leased = await handOut(tools, queue, await takeFrom(tools, somewhere, order, progress), order)
      if (leased.length > 0) return leased
    }
    if (found.length === 0) progress.rounds += 1
  }
  throw new Problem('StoreBusy')
}

type Wish = PollOrder & { isDropping: boolean }
type Everything = { found: FoundIn[]; isEmpty: boolean }

const one = (found: FoundIn): Everything => ({ found: [found], isEmpty: false })

async function takeFrom(tools: Tools, { scout, surveys }: FoundIn, order: PollOrder, progress: Progress) {
  const { leased, drops } = await take(tools, scout, surveys, order)
  progress.drops += drops
  // A round that only cleared something away lost no race; one whose messages have expired by now counts.
  if (leased.length > 0 || drops === 0) progress.rounds += 1
  return leased
}

/** The best level first. */
async function lanesOf(tools: Tools, scope: string, ageMs: number): Promise<LaneName[]> {
  return inTurn(tools, lanesToRead(await tools.book.read(scope, ageMs)))
}

const scoutOf = (tools: Tools, scope: string, lane: LaneName): Scout => tools.scouts.of(tools, laneKey(scope, lane))

/**
 * Looks where something is likely, lane after lane, up to the first that has something. One lane that is throttled is
 * passed over, and fails the poll only where no other has anything; a second means that the store does not answer.
 */
async function lookAround(tools: Tools, scope: string, wish: Wish): Promise<FoundIn | undefined> {
  let busy: Problem | undefined
  const lanes = await lanesOf(tools, scope, laneAgeMsMax)
  const worst = worstFirst(tools, lanes).map(lane => scoutOf(tools, scope, lane))
  const old = await lookForAged(tools, worst, wish)
  if (old !== undefined) return old
  for (const lane of lanes) {
    const scout = scoutOf(tools, scope, lane)
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
  const sinceMs = tools.clock.nowMs()
  const lanes = await lanesOf(tools, scope, laneAgeMsSure)
  const scouts = lanes.map(lane => scoutOf(tools, scope, lane))
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
  await tidyLanes(tools, scope)
  return { found, isEmpty: areRecent(tools, sights, sinceMs) }
}

/** Which lanes there are was asked at `sinceMs`: what lies in one that is newer must not be passed over for longer either. */
function areRecent({ clock }: Tools, sights: readonly Sight[], sinceMs: number): boolean {
  const lanes = { surveys: [], blocks: Math.max(...sights.map(({ blocks }) => blocks)), sinceMs }
  return [...sights, lanes].every(sight => isRecent(sight, clock.nowMs()))
}
