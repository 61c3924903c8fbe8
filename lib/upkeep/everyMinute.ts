import type { Services } from '../actions/services.ts'
import type { Cancel } from '../domain/clock.ts'
import { atNextMinute } from '../domain/minutes.ts'
import { runUpkeep } from './upkeep.ts'

// A server has other things to do as well.
const roundMsMax = 10_000

/** Runs a round of upkeep in each minute of the queue clock, one at a time; a failure is told, and the next round comes. */
export function keepUp(services: Services, onFailure: (error: unknown) => void): { stop(): Promise<void> } {
  let cancel: Cancel = () => {}
  let running: Promise<void> = Promise.resolve()
  let isStopped = false
  const round = async (): Promise<void> => {
    try {
      await runUpkeep(services, roundMsMax)
    } catch (error) {
      if (!isStopped) onFailure(error)
    }
    schedule()
  }
  const schedule = (): void => {
    if (isStopped) return
    cancel = atNextMinute(services.clock, () => {
      running = round()
    })
  }
  schedule()
  return {
    stop() {
      isStopped = true
      cancel()
      return running
    },
  }
}
