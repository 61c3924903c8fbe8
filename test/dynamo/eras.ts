import fc from 'fast-check'
import { firstLanes, type Lanes } from '../../lib/store/dynamo/lanes.ts'
import { startMs } from '../fixtures.ts'

/** What a queue's lanes were from one change to the next. */
export type Era = { lanes: Lanes; fromMs: number; untilMs: number }

export const clockError = fc.integer({ min: -2_000, max: 2_000 })

// A function that chose a lane and was frozen is dead by then.
export const frozenMsMax = 15 * 60_000

/** Through these steps, each so long after the one before; one that changes nothing begins nothing. */
export function historyOf<Step extends { afterMs: number }>(
  steps: readonly Step[],
  after: (lanes: Lanes, step: Step, nowMs: number) => Lanes | undefined,
): Era[] {
  const history: Era[] = [{ lanes: firstLanes, fromMs: 0, untilMs: Number.POSITIVE_INFINITY }]
  let nowMs = startMs
  for (const step of steps) {
    nowMs += step.afterMs
    const lanes = after(history.at(-1)!.lanes, step, nowMs)
    if (lanes === undefined) continue
    history.at(-1)!.untilMs = nowMs
    history.push({ lanes, fromMs: nowMs, untilMs: Number.POSITIVE_INFINITY })
  }
  return history
}

/** Those that somebody may go by at some time from `fromMs` to `untilMs` who reads them anew when they are so old. */
export const inUse = (history: readonly Era[], fromMs: number, untilMs: number, ageMs: number): Era[] =>
  history.filter(era => era.untilMs + ageMs > fromMs && era.fromMs <= untilMs)
