import type { PollOrder } from '../store.ts'
import { dropBlock, type LeasedBlock, lease } from './lease.ts'
import type { Scout } from './scout.ts'
import { fitting, type Survey } from './survey.ts'
import type { Tools } from './tools.ts'

// At once, so that a poll among a lot that has expired does not throttle the lane by itself.
const dropsAtOnceMax = 64

export type Taken = { leased: LeasedBlock[]; drops: number }

/** Leases what fits, block by block and all at once, and drops what holds nothing else than what has expired. */
export async function take(
  tools: Tools,
  scout: Scout,
  surveys: readonly Survey[],
  { judge, maxMessages, maxBytes }: PollOrder,
): Promise<Taken> {
  const chosen = fitting(
    surveys.filter(({ picks }) => picks.length > 0),
    maxMessages,
    maxBytes,
  )
  const dropped = surveys.filter(({ picks }) => picks.length === 0).slice(0, dropsAtOnceMax)
  const leases = chosen.map(survey => scout.reserve(survey.block.key.s, () => lease(tools, survey, judge)))
  const [outcomes] = await Promise.all([
    Promise.allSettled(leases),
    Promise.allSettled(dropped.map(survey => dropBlock(tools, survey))),
  ])
  const leased = leasedOf(outcomes)
  for (const one of leased) scout.areOver(one.block, one.over)
  if (leased.length < chosen.length) scout.collided()
  else if (chosen.length > 0) scout.parted()
  return { leased, drops: dropped.length }
}

/** What was leased is handed out though other leases failed; where none worked, the failure is the answer. */
function leasedOf(outcomes: readonly PromiseSettledResult<LeasedBlock>[]): LeasedBlock[] {
  const leased = outcomes.flatMap(one => (one.status === 'fulfilled' && one.value.leased.length > 0 ? [one.value] : []))
  const failed = outcomes.find(one => one.status === 'rejected')
  if (failed !== undefined && leased.length === 0) throw failed.reason
  return leased
}
