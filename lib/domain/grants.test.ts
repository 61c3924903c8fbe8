import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allows, everything, fits } from './grants.ts'

// Few letters, so that names and patterns meet.
const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 8 })
const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*'), maxLength: 6 })

/** What a pattern means, in the words of another engine. */
const asExpression = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll('-', '\\-').replaceAll('*', '.*')}$`, 's')

test.each([
  ['orders', 'orders', true],
  ['orders', 'orders-2', false],
  ['orders-*', 'orders-2', true],
  ['orders-*', 'orders-', true],
  ['orders-*', 'orders', false],
  ['*', '', true],
  ['*.fifo', 'a.fifo', true],
  ['*.fifo', 'a.fifo2', false],
  ['a*a', 'a', false],
  ['a*b*b', 'a-b', false],
  ['*ab*', 'aab', true],
  ['*b*b*', 'ab', false],
])('the pattern %j fits %j: %j', (pattern, name, answer) => {
  expect(fits(pattern, name)).toBe(answer)
})

test('a pattern fits what it means', () => {
  fc.assert(
    fc.property(patterns, letters, (pattern, name) => {
      expect(fits(pattern, name)).toBe(asExpression(pattern).test(name))
    }),
  )
})

test('a pattern that fits another one as a text fits all that the other one fits', () => {
  fc.assert(
    fc.property(patterns, patterns, fc.array(letters, { minLength: 4, maxLength: 4 }), (wide, narrow, fillings) => {
      let at = 0
      const name = narrow.replaceAll('*', () => fillings[at++ % 4]!)
      if (fits(wide, narrow)) expect(fits(wide, name)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('a grant allows its actions on its queues, and nothing else', () => {
  const grants = [
    { actions: ['publish', 'poll'], queues: ['orders', 'bills-*'] },
    { actions: ['*'], queues: ['mine'] },
  ]
  expect(allows(grants, 'publish', 'orders')).toBe(true)
  expect(allows(grants, 'poll', 'bills-7')).toBe(true)
  expect(allows(grants, 'purge', 'mine')).toBe(true)
  expect(allows(grants, 'purge', 'orders')).toBe(false)
  expect(allows(grants, 'publish', 'others')).toBe(false)
  expect(allows([], 'publish', 'orders')).toBe(false)
})

test('what names no queue needs a grant for all of them', () => {
  expect(allows([{ actions: ['listQueues'], queues: ['orders-*'] }], 'listQueues', undefined)).toBe(false)
  expect(allows([{ actions: ['listQueues'], queues: ['orders', '*'] }], 'listQueues', undefined)).toBe(true)
  expect(allows(everything, 'createAccessKey', undefined)).toBe(true)
})

test('all actions are covered by a grant of all actions alone', () => {
  expect(allows([{ actions: ['publish', 'poll'], queues: ['*'] }], '*', 'a')).toBe(false)
  expect(allows(everything, '*', '*')).toBe(true)
})
