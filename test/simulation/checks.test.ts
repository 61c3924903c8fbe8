import { expect, test } from 'vitest'
import { type Check, checks } from './chronicle.ts'
import { dynamoStore } from './dynamoStore.ts'
import { runSeed } from './run.ts'
import { sabotages } from './sabotages.ts'

const seedsMax = 12

/** The first seed that sees it. */
async function seenBy(check: Check, sabotage: (typeof sabotages)[number]): Promise<number | undefined> {
  for (let seed = 1; seed <= seedsMax; seed++) {
    const { first } = await runSeed(seed, dynamoStore, sabotage)
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
