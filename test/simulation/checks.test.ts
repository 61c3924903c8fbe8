import { expect, test } from 'vitest'
import { type Check, checks } from './chronicle.ts'
import { dynamoStore } from './dynamoStore.ts'
import { runSeed } from './run.ts'
import { sabotages } from './sabotages.ts'

// There are dead letters, and most is seen there.
const usualSeed = 4
const seedsMax = 12

/** The first seed that sees it. */
async function seenBy(check: Check, sabotage: (typeof sabotages)[number]): Promise<number | undefined> {
  const { seed: firstSeed = usualSeed } = sabotage
  for (let seed = firstSeed; seed < firstSeed + seedsMax; seed++) {
    const { first } = await runSeed(seed, dynamoStore, { ...sabotage, endsAt: [check] })
    if (first.some(one => one.check === check)) return seed
  }
  return undefined
}

test.each(sabotages)('$check is seen broken when $how', async sabotage => {
  expect(await seenBy(sabotage.check, sabotage)).toBeDefined()
})

test('every check is seen failing', () => {
  expect(new Set(sabotages.map(({ check }) => check))).toEqual(new Set(Object.keys(checks)))
})
