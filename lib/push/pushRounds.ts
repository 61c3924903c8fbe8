import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import type { Pushing } from './pushing.ts'
import { pushRound } from './pushRound.ts'

/**
 * Pushes, until the wall clock shows `untilWallMs`, from every queue that this process is told of while `work` runs. They go on side by
 * side, so that no endpoint waits for another, and share what connections a process may have. How many queues there were.
 */
export async function pushRounds(
  services: Services,
  pushing: Pushing,
  untilWallMs: number,
  work: () => Promise<unknown>,
): Promise<number> {
  const rounds = new Map<string, Promise<void>>()
  const sourcesOf: Pushing['sourcesOf'] = async (...asked) => {
    const sources = await pushing.sourcesOf(...asked)
    const share = Math.max(1, Math.floor(limits.pushConnectionsMax / rounds.size))
    return sources.map(({ maxConcurrency = limits.pushConcurrencyDefault, ...source }) => ({
      ...source,
      maxConcurrency: Math.min(maxConcurrency, share),
    }))
  }
  services.onPush = ({ name }) => {
    if (rounds.has(name)) return
    const round = pushRound(services, name, { ...pushing, sourcesOf }, untilWallMs)
    rounds.set(name, round.catch(pushing.onFailure))
  }
  try {
    await work()
  } finally {
    services.onPush = undefined
    // Also after a failure: a process that ends here would leave deliveries hanging, to be counted as failed.
    await Promise.all(rounds.values())
  }
  return rounds.size
}
