import { expect, test } from 'vitest'
import type { Entry } from './entry.ts'
import { Order } from './order.ts'

const numbered = (name: string): Entry => ({ kind: 'numbered', id: name, group: name[0]!, sequence: name.slice(1) })
const handed = (answer: string, askedAtMs: number, atMs: number, ...names: string[]): Entry[] =>
  names.map(name => ({ kind: 'handed', id: name, group: name[0]!, sequence: name.slice(1), answer, askedAtMs, atMs }))
const processed = (atMs: number, ...names: string[]): Entry[] =>
  names.map(name => ({ kind: 'processed', id: name, hash: '', atMs }))

function outOfOrder(...entries: (Entry | Entry[])[]): number {
  const order = new Order()
  for (const entry of entries.flat()) order.add(entry)
  return order.outOfOrder()
}

test('a run, then what follows once it is processed, is in order; groups do not mind each other', () => {
  const run = [...handed('p1', 0, 1, 'a1', 'a2', 'b1'), ...processed(2, 'a1', 'a2')]
  expect(outOfOrder(run, handed('p2', 3, 4, 'a3'), processed(5, 'a3'), processed(9, 'b1'))).toBe(0)
})

test('the order of the entries says nothing but inside an answer', () => {
  const entries = [...handed('p1', 0, 1, 'a1'), ...processed(2, 'a1'), ...handed('p2', 3, 4, 'a2')]
  expect(outOfOrder(entries.toReversed())).toBe(0)
})

test('an answer that has a later message before an earlier one is not', () => {
  expect(outOfOrder(handed('p1', 0, 1, 'a2', 'a1'), processed(2, 'a1', 'a2'))).toBeGreaterThan(0)
})

test('nor is a message that comes before anybody has processed an earlier one', () => {
  expect(outOfOrder(handed('p1', 0, 1, 'a1'), handed('p2', 2, 3, 'a2'), processed(4, 'a1', 'a2'))).toBe(1)
  expect(outOfOrder(numbered('a1'), handed('p2', 2, 3, 'a2'), processed(4, 'a2'))).toBe(1)
})

test('nor one that left out a message between two of its run', () => {
  expect(outOfOrder(handed('p1', 0, 1, 'a1', 'a3'), processed(2, 'a1', 'a3'), handed('p2', 3, 4, 'a2'))).toBe(1)
})

test('nor one before which an earlier one is handed out again; in the same answer it may be', () => {
  const first = [...handed('p1', 0, 1, 'a1'), ...processed(2, 'a1')]
  expect(outOfOrder(first, handed('p2', 3, 4, 'a2'), handed('p3', 5, 6, 'a1'))).toBe(1)
  const run = [...handed('p1', 0, 1, 'a1', 'a2'), ...processed(2, 'a1', 'a2')]
  expect(outOfOrder(run, handed('p2', 5, 6, 'a1', 'a2'))).toBe(0)
})

test('numbers that do not grow from publish to publish are not in order', () => {
  expect(outOfOrder(numbered('a1'), numbered('b1'), numbered('a2'), processed(1, 'a1', 'a2', 'b1'))).toBe(0)
  expect(outOfOrder(numbered('a2'), numbered('a1'))).toBe(1)
  expect(outOfOrder(numbered('a1'), numbered('a1'))).toBe(1)
})
