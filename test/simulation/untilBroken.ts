import { dynamoStore } from './dynamoStore.ts'
import { runSeed } from './run.ts'

// Runs seeds until one breaks a promise, and says which: node test/simulation/untilBroken.ts <first seed> <seeds>

const [from = 1, seeds = 200] = process.argv.slice(2).map(Number)
Error.stackTraceLimit = 0

async function brokenIn(seed: number): Promise<string | undefined> {
  try {
    const { violations } = await runSeed(seed, dynamoStore)
    return violations[0] && `${violations[0].check}: ${violations[0].words}`
  } catch (error) {
    return `fault: ${error}`
  }
}

for (let seed = from; seed < from + seeds; seed++) {
  const broken = await brokenIn(seed)
  if (broken === undefined) continue
  console.log(JSON.stringify({ seed, broken }))
  break
}
