import type { QueueRef } from '../../domain/queue.ts'
import type { PollOrder } from '../store.ts'
import { type Cleared, clear } from './clear.ts'
import { type LeasedBlock, lease } from './lease.ts'
import type { Scout } from './scout.ts'
import { fitting, type Survey } from './survey.ts'
import type { Tools } from './tools.ts'

// At once, so that a poll among a lot that has expired does not throttle the lane by itself.
const clearedAtOnceMax = 64
const movedAtOnceMax = 8

/** `stuck`: blocks of which messages were to be moved aside, and were not. `isFull`: no more leases may run. */
export type Taken = { leased: LeasedBlock[]; cleared: number; movedAside: number; stuck: number; isFull: boolean }

/** Leases what fits, block by block and all at once, and clears away blocks of which nothing can be leased. */
export async function take(
  tools: Tools,
  queue: QueueRef,
  scout: Scout,
  surveys: readonly Survey[],
  { judge, maxMessages, maxBytes, aside, inFlightMax }: PollOrder,
): Promise<Taken> {
  const fitted = fitting(
    surveys.filter(({ picks }) => picks.length > 0),
    maxMessages,
    maxBytes,
  )
  const limited = inFlightMax === undefined ? undefined : await import('./permits/leasing.ts')
  const granted = await limited?.permitted(tools, queue, inFlightMax!, fitted)
  const chosen = granted?.surveys ?? fitted
  const useless = surveys.filter(({ picks }) => picks.length === 0)
  const leases = chosen.map(survey => scout.reserve(survey.block.key.s, () => lease(tools, survey, judge)))
  const [outcomes, cleared] = await Promise.all([
    Promise.allSettled(leases),
    Promise.allSettled(atOnce(useless).map(survey => clear(tools, queue, survey, aside))),
  ])
  await limited?.giveBackUnused(tools, queue, chosen, outcomes)
  const leased = leasedOf(outcomes)
  for (const one of leased) scout.areOver(one.block, one.over)
  if (leased.length < chosen.length) scout.collided()
  else if (chosen.length > 0) scout.parted()
  return { leased, ...countOf(atOnce(useless), cleared), isFull: granted?.isFull ?? false }
}

function countOf(
  surveys: readonly Survey[],
  outcomes: readonly PromiseSettledResult<Cleared>[],
): Omit<Taken, 'leased' | 'isFull'> {
  const movedAside = outcomes.map(one => (one.status === 'fulfilled' ? one.value.movedAside : 0))
  const stuck = surveys.filter(({ asides }, at) => asides.length > 0 && movedAside[at] === 0).length
  return { cleared: surveys.length - stuck, movedAside: movedAside.reduce((sum, count) => sum + count, 0), stuck }
}

const atOnce = (surveys: readonly Survey[]): Survey[] => [
  ...surveys.filter(({ asides }) => asides.length === 0).slice(0, clearedAtOnceMax),
  ...surveys.filter(({ asides }) => asides.length > 0).slice(0, movedAtOnceMax),
]

/** What was leased is handed out though other leases failed; where none worked, the failure is the answer. */
function leasedOf(outcomes: readonly PromiseSettledResult<LeasedBlock>[]): LeasedBlock[] {
  const leased = outcomes.flatMap(one => (one.status === 'fulfilled' && one.value.leased.length > 0 ? [one.value] : []))
  const failed = outcomes.find(one => one.status === 'rejected')
  if (failed !== undefined && leased.length === 0) throw failed.reason
  return leased
}
