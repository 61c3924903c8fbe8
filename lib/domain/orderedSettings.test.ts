import { expect, test } from 'vitest'
import { defaultOrdered, type OrderedWish, orderedPart } from './orderedSettings.ts'

const name = 'orders.fifo'
const wish = (deduplication: OrderedWish['deduplication']): OrderedWish => ({ deduplication: deduplication! })
const inGroups = { deduplication: { contentBased: true, windowSeconds: 60, scope: 'group' } } as const

test('an ordered queue has what is usual, and what was wished', () => {
  expect(orderedPart(name, undefined, defaultOrdered, undefined)).toEqual({
    ordered: { deduplication: { contentBased: false, windowSeconds: 300, scope: 'queue' } },
  })
  const wished = orderedPart(name, wish({ windowSeconds: 60, scope: 'group' }), defaultOrdered, undefined)
  expect(wished).toEqual({ ordered: { deduplication: { contentBased: false, windowSeconds: 60, scope: 'group' } } })
})

test('a change keeps what it does not name', () => {
  expect(orderedPart(name, wish({ windowSeconds: 7 }), inGroups, inGroups)).toEqual({
    ordered: { deduplication: { ...inGroups.deduplication, windowSeconds: 7 } },
  })
})

test('the scope of a queue that exists stays, named or not, and is refused where it differs', () => {
  const scopeOf = (given: OrderedWish | undefined) =>
    orderedPart(name, given, defaultOrdered, inGroups).ordered?.deduplication.scope
  expect(scopeOf(undefined)).toBe('group')
  expect(scopeOf(wish({ scope: 'group' }))).toBe('group')
  expect(() => scopeOf(wish({ scope: 'queue' }))).toThrow(
    expect.objectContaining({
      extras: {
        fields: [
          expect.objectContaining({ path: ['ordered', 'deduplication', 'scope'], limit: 'group', got: 'queue' }),
        ],
      },
    }),
  )
})

test('another queue has none of it, and a wish for it is refused', () => {
  expect(orderedPart('orders', undefined, defaultOrdered, undefined)).toEqual({})
  expect(() => orderedPart('orders', {}, defaultOrdered, undefined)).toThrow(
    expect.objectContaining({ extras: { fields: [expect.objectContaining({ path: ['ordered'] })] } }),
  )
})
