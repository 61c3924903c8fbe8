import { expect, test } from 'vitest'
import { dynamoStore } from './dynamoStore.ts'
import { regressions } from './regressions.ts'
import { hasDeadLetters, type Result, runSeed } from './run.ts'

// More of them: npm run test:sim -- --seeds 1000 --from 1000
const seeds = [101, 102]

function expectGood({ seed, violations, missing, totals }: Result): void {
  expect(violations.map(({ check, words, history }) => [`${check}: ${words}`, ...history].join('\n'))).toEqual([])
  expect(missing).toEqual([])
  expect(totals.messages).toBeGreaterThanOrEqual(300)
  expect(totals.lanes).toBeGreaterThanOrEqual(2)
  expect(totals.seconds).toBeGreaterThanOrEqual(60)
  expect([totals.movedAside > 0, totals.redriven > 0]).toEqual([hasDeadLetters(seed), hasDeadLetters(seed)])
}

test.each(seeds)('seed %i: every fault fires, and every promise is kept', async seed => {
  expectGood(await runSeed(seed, dynamoStore))
})

test.each(regressions)('seed $seed, in which $found', async ({ seed }) => {
  expectGood(await runSeed(seed, dynamoStore))
})

test('the same seed lives through the same', async () => {
  expect(await runSeed(101, dynamoStore)).toEqual(await runSeed(101, dynamoStore))
})
