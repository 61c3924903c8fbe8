import { expect, test } from 'vitest'
import { inTurns } from './inTurns.ts'

test('wishes that come together are one turn, and one that comes in the middle of a turn has another', async () => {
  const ends: (() => void)[] = []
  const { ask, ended } = inTurns(
    () => new Promise(resolve => ends.push(resolve)),
    () => {},
  )
  for (let wish = 0; wish < 1_000; wish++) ask()
  await Promise.resolve()
  expect(ends).toHaveLength(1)
  for (let wish = 0; wish < 1_000; wish++) ask()
  ends[0]!()
  await new Promise(setImmediate)
  expect(ends).toHaveLength(2)
  ends[1]!()
  await ended()
  expect(ends).toHaveLength(2)
})

test('a turn that fails is told, and others come after it', async () => {
  const failures: unknown[] = []
  let turns = 0
  const act = async (): Promise<void> => {
    turns += 1
    if (turns === 1) throw new Error('broken')
  }
  const { ask, ended } = inTurns(act, error => failures.push(error))
  ask()
  await ended()
  ask()
  await ended()
  expect([turns, failures]).toEqual([2, [new Error('broken')]])
})
