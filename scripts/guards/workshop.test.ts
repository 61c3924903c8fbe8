import { expect, test } from 'vitest'
import { outcomeOf, type Report } from './workshop.ts'

const aReport = (statuses: string[], wish: Partial<Report> = {}): Report => ({
  success: !statuses.includes('failed'),
  testResults: [{ message: '', assertionResults: statuses.map(status => ({ status, fullName: `a ${status} test` })) }],
  ...wish,
})

test('a guard is seen by a test that fails, and by nothing else', () => {
  expect(outcomeOf(aReport(['passed', 'failed', 'skipped']))).toEqual({ kind: 'failed', by: 'a failed test' })
  expect(outcomeOf(aReport(['passed', 'skipped']))).toEqual({ kind: 'passed' })
})

test('tests that were all skipped say nothing', () => {
  expect(outcomeOf(aReport(['skipped', 'skipped']))).toEqual({ kind: 'skipped' })
})

test('code that does not load, and a run of nothing, show nothing', () => {
  const broken = { success: false, testResults: [{ message: 'Transform failed', assertionResults: [] }] }
  expect(outcomeOf(broken)).toEqual({ kind: 'noise', by: 'Transform failed' })
  expect(outcomeOf(aReport([]))).toEqual({ kind: 'noise', by: 'no test was run' })
  expect(outcomeOf(aReport(['passed'], { success: false }))).toMatchObject({ kind: 'noise' })
  expect(outcomeOf(undefined)).toMatchObject({ kind: 'noise' })
})
