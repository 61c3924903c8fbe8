import { expect, test } from 'vitest'
import { anEnvelope } from '../../test/fixtures.ts'
import { beginsAtTheWorst, keptPriority, priorityOf } from './priority.ts'

test('a message without a priority has 8, and 8 is not written', () => {
  expect(priorityOf(anEnvelope())).toBe(8)
  expect(priorityOf(anEnvelope({ priority: 3 }))).toBe(3)
  expect([undefined, 8, 1, 16].map(keptPriority)).toEqual([{}, {}, { priority: 1 }, { priority: 16 }])
})

test('of the polls, one in sixteen begins at the worst', () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => ({ bytes: () => Uint8Array.of(byte) }))
  expect(bytes.filter(beginsAtTheWorst)).toHaveLength(16)
})
