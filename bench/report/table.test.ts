import { expect, test } from 'vitest'
import { table } from './table.ts'

test('columns are as wide as what they hold, numbers to the right', () => {
  expect(
    table(
      ['what', 'n'],
      [
        ['a', '1,000'],
        ['longer', '5'],
      ],
      1,
    ).split('\n'),
  ).toEqual(['| what   |     n |', '| ------ | ----: |', '| a      | 1,000 |', '| longer |     5 |'])
})
