import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { guards } from './index.ts'
import { without } from './shop.ts'

const root = join(import.meta.dirname, '../../..')

test.each(guards)('$invariant: $keeps, and the code that keeps it stands once', ({ edits }) => {
  for (const edit of edits) expect(without(readFileSync(join(root, edit.file), 'utf8'), edit), edit.code).toBeDefined()
})

test('every invariant has a guard', () => {
  expect([...new Set(guards.map(({ invariant }) => invariant))]).toEqual([
    'J1',
    'J2',
    'J3',
    'J4',
    'J5',
    'J6',
    'J7',
    'I31',
    'I37',
    'I32',
    'I33',
    'I34',
    'I35',
  ])
})
