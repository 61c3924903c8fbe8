import { expect, test } from 'vitest'
import type { Definition } from './definition.ts'
import { inOrder } from './inOrder.ts'

const a = (queue: string, target?: string): Definition => ({
  queue,
  settings: target === undefined ? {} : { deadLetter: { queue: target, maxAttempts: 1 } },
})

const namesOf = (...definitions: Definition[]): string[] => inOrder(definitions).map(({ queue }) => queue)

test('without dead letters the order is that of the file', () => {
  expect(namesOf(a('c'), a('a'), a('b'))).toEqual(['c', 'a', 'b'])
})

test('a dead-letter queue comes before those that name it, and before its own', () => {
  expect(namesOf(a('orders', 'dead'), a('mail', 'dead'), a('dead', 'grave'), a('grave'))).toEqual([
    'grave',
    'dead',
    'orders',
    'mail',
  ])
})

test('a target that is not in the file moves nothing', () => {
  expect(namesOf(a('b', 'elsewhere'), a('a'))).toEqual(['b', 'a'])
})

test('a circle comes out whole', () => {
  expect(namesOf(a('a', 'b'), a('b', 'c'), a('c', 'a')).toSorted()).toEqual(['a', 'b', 'c'])
})
