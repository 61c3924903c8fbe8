import type { QueueRef } from '../../../domain/queue.ts'
import { scopeOf } from '../keys.ts'
import type { LeasedBlock } from '../lease.ts'
import type { Pick, Survey } from '../survey.ts'
import type { Tools } from '../tools.ts'
import type { Permit } from './permit.ts'

/** What may be leased of what was chosen, and whether there was no permit for any of it. */
export type Permitted = { surveys: Survey[]; isFull: boolean }

/** Takes permits for what a poll has chosen, one a message, before any of it is leased. */
export async function permitted(
  { permits, clock }: Tools,
  queue: QueueRef,
  inFlightMax: number,
  chosen: readonly Survey[],
): Promise<Permitted> {
  const nowMs = clock.nowMs()
  // A lease of no time never runs.
  const endsMs = chosen.flatMap(({ picks }) => picks.map(({ verdict }) => verdict.untilMs)).filter(ms => ms > nowMs)
  const taken = endsMs.length === 0 ? [] : await (await permits.load()).take(scopeOf(queue), inFlightMax, endsMs)
  const left = [...taken]
  const surveys = chosen.map(survey => ({ ...survey, picks: survey.picks.flatMap(pick => granted(pick, left, nowMs)) }))
  return { surveys: surveys.filter(({ picks }) => picks.length > 0), isFull: endsMs.length > 0 && taken.length === 0 }
}

function granted(pick: Pick, left: Permit[], nowMs: number): Pick[] {
  const endMs = pick.verdict.untilMs
  if (endMs <= nowMs) return [{ ...pick, grant: { endMs } }]
  const permit = left.shift()
  return permit === undefined ? [] : [{ ...pick, grant: { endMs, permit } }]
}

const permitsIn = (picks: readonly Pick[]): Permit[] => picks.flatMap(({ grant }) => grant?.permit ?? [])

/**
 * Gives back what others were faster with. Where nobody knows what became of a lease its permits stay: it may run, or come to
 * run yet.
 */
export async function giveBackUnused(
  { permits }: Tools,
  queue: QueueRef,
  surveys: readonly Survey[],
  outcomes: readonly PromiseSettledResult<LeasedBlock>[],
): Promise<void> {
  const unused = surveys.flatMap(({ picks }, at) => {
    const outcome = outcomes[at]!
    if (outcome.status === 'rejected') return []
    const used = new Set(permitsIn(outcome.value.leased.map(({ pick }) => pick)))
    return permitsIn(picks).filter(permit => !used.has(permit))
  })
  if (unused.length > 0) await (await permits.load()).giveBack(scopeOf(queue), unused)
}
