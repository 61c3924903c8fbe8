import type { Check } from './chronicle.ts'
import { dynamoStore } from './dynamoStore.ts'
import { runSeed } from './run.ts'

// Runs seeds until one of some checks fails, and says where:
//   node test/simulation/untilBroken.ts <first> <seeds> <each so many> <checks>

const [from, seeds, step, ...words] = process.argv.slice(2)
const checks = words as Check[]
Error.stackTraceLimit = 0

type Found = { check: Check; words: string }

async function brokenIn(seed: number): Promise<Found | undefined> {
  try {
    const { first } = await runSeed(seed, dynamoStore, { endsAt: checks })
    return first.find(({ check }) => checks.includes(check))
  } catch (error) {
    // A run that does not end shows nothing of an invariant, unless it is one whose breach is a fault.
    return checks.includes('fault') ? { check: 'fault', words: String(error) } : undefined
  }
}

for (let nth = 0; nth < Number(seeds); nth++) {
  const seed = Number(from) + nth * Number(step)
  const found = await brokenIn(seed)
  if (found === undefined) continue
  console.log(JSON.stringify({ seed, broken: `${found.check}: ${found.words}` }))
  break
}
