import { Problem } from '../../../lib/domain/problem.ts'
import { runRedrives } from '../../../lib/upkeep/redrives.ts'
import { runUpkeep } from '../../../lib/upkeep/upkeep.ts'
import type { Scene } from '../scene.ts'

const restMsMean = 12_000
const roundMsMax = 10_000

/** Rounds of upkeep, one after the other or two at once: who begins one does not hear how it ends. */
export async function upkeepAlong({ world, chance, fleet, chronicle }: Scene, untilMs: number): Promise<void> {
  const failed = (error: unknown): void => {
    if (!(error instanceof Problem)) chronicle.broken('fault', `upkeep threw ${(error as Error).stack ?? error}`)
  }
  while (world.nowMs < untilMs) {
    await world.pause(chance.pauseMs(restMsMean))
    const { services } = fleet.pick()
    runUpkeep(services, roundMsMax).catch(failed)
    runRedrives(services, roundMsMax).catch(failed)
  }
}
