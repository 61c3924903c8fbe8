import { agedMs, drawShare, restInTurn, sideOf } from '../../domain/priority.ts'
import { Problem } from '../../domain/problem.ts'
import { deliveryOf } from './block.ts'
import type { LaneName } from './keys.ts'
import type { LookOrder, Scout } from './scout.ts'
import type { Survey } from './survey.ts'
import type { Tools } from './tools.ts'

/**
 * Lanes, the best level first: those of one level each, begun somewhere at random. `lost`: a level where others were
 * faster again and again. They take what is there, so its side is looked at before.
 */
export function inTurn({ send }: Pick<Tools, 'send'>, lanes: readonly LaneName[], lost?: number): LaneName[] {
  const place = (level: number): number => (lost !== undefined && level === sideOf(lost) ? lost - 1 / 4 : level)
  const levels = levelsIn(lanes).sort((a, b) => place(a) - place(b))
  return levels.flatMap(level => send.turned(lanes.filter(one => one.level === level)))
}

/** Where a look serves what has waited long, the lanes of all levels but the best, as `restInTurn` says; else none. */
export function restOfLanes({ random }: Pick<Tools, 'random'>, lanes: readonly LaneName[]): LaneName[] {
  const levels = levelsIn(lanes)
  const drawn = levels.length > 1 ? drawShare(random) : undefined
  if (drawn === undefined) return []
  return restInTurn(levels, drawn).flatMap(level => lanes.filter(one => one.level === level))
}

const levelsIn = (lanes: readonly LaneName[]): number[] => [...new Set(lanes.map(({ level }) => level))]

/** What is useful in one lane. */
export type FoundIn = { scout: Scout; surveys: Survey[] }

/** The first that have something old. A lane that is throttled ends it: it must not cost the others their turn. */
export async function lookForAged(
  { clock }: Pick<Tools, 'clock'>,
  scouts: readonly Scout[],
  order: LookOrder,
): Promise<FoundIn | undefined> {
  try {
    for (const scout of scouts) {
      const surveys = aged(await scout.look(order), clock.nowMs())
      if (surveys.length > 0) return { scout, surveys }
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
  return undefined
}

/** Of what was found, what has been visible for so long that it may go before better ones. */
const aged = (surveys: readonly Survey[], nowMs: number): Survey[] =>
  surveys
    .map(survey => ({
      ...survey,
      picks: survey.picks.filter(({ entry }) => deliveryOf(survey.block, entry).visibleAtMs < nowMs - agedMs),
    }))
    .filter(({ picks }) => picks.length > 0)
