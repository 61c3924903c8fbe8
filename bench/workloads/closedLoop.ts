import type { Hand } from '../hands/hand.ts'

/** Resolves with false when there is nothing left to do. */
export type Step = (hand: Hand) => Promise<boolean>

/** Every hand takes step after step until there are none left. Resolves with the milliseconds it all took. */
export async function closedLoop(hands: readonly Hand[], step: Step): Promise<number> {
  const startMs = performance.now()
  await Promise.all(hands.map(hand => repeat(hand, step)))
  return performance.now() - startMs
}

async function repeat(hand: Hand, step: Step): Promise<void> {
  while (await step(hand)) {
    // The step did it.
  }
}

/** One call, its time put with the others. */
export async function timed<Result>(call: () => Promise<Result>, latenciesMs: number[]): Promise<Result> {
  const startMs = performance.now()
  const result = await call()
  latenciesMs.push(performance.now() - startMs)
  return result
}
