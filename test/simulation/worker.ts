import { parentPort, workerData } from 'node:worker_threads'
import { dynamoStore } from './dynamoStore.ts'
import { type Result, runSeed } from './run.ts'

// Started by scripts/sim.ts: runs every `step`-th seed and posts what came of each.

const { from, until, step } = workerData as { from: number; until: number; step: number }
// Every refusal of a condition is an Error: its trace costs more than the call. Where one is wanted, few seeds are run.
Error.stackTraceLimit = until - from > 20 ? 0 : 10

/** A seed that does not come to its end has broken something too. */
async function tryOne(seed: number): Promise<Partial<Result>> {
  try {
    return await runSeed(seed, dynamoStore)
  } catch (error) {
    const words = `the run did not end: ${(error as Error).stack}`
    const violation = { check: 'fault' as const, atMs: 0, words, id: undefined, history: [] }
    return {
      seed,
      violations: [violation],
      faults: {} as Result['faults'],
      missing: [],
      totals: {} as Result['totals'],
    }
  }
}

for (let seed = from; seed < until; seed += step) parentPort!.postMessage(await tryOne(seed))
