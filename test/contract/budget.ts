import { expect, test } from 'vitest'
import { aQueue } from '../fixtures.ts'
import { type MakeStore, openStore } from './open.ts'

export function budgetPromises(makeStore: MakeStore): void {
  test('no more messages are let in within a second than its budget holds, and as many again in the next', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    const take = (count: number) => store.takePublishes(queue, { count, perSecond: 20 })
    for (let second = 0; second < 3; second++) {
      expect(await take(16)).toBe(true)
      expect(await take(5)).toBe(false)
      expect(await take(4)).toBe(true)
      expect(await take(1)).toBe(false)
      clock.advanceMs(999)
      expect(await take(1)).toBe(false)
      clock.advanceMs(1)
    }
  })

  test('what one call is refused is left for a smaller one', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    const take = (count: number) => store.takePublishes(queue, { count, perSecond: 3 })
    expect(await take(2)).toBe(true)
    expect(await take(2)).toBe(false)
    expect(await take(1)).toBe(true)
  })

  test('calls at once share the budget', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    const calls = Array.from({ length: 50 }, () => store.takePublishes(queue, { count: 3, perSecond: 100 }))
    expect((await Promise.all(calls)).filter(Boolean)).toHaveLength(33)
  })

  test('queues have budgets of their own; a purge fills none up, a new queue of the same name has a new one', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    const budget = { count: 2, perSecond: 2 }
    expect(await store.takePublishes(queue, budget)).toBe(true)
    expect(await store.takePublishes({ ...queue, generation: 2 }, budget)).toBe(false)
    expect(await store.takePublishes(aQueue('orders'), budget)).toBe(true)
    expect(await store.takePublishes(aQueue('bills'), budget)).toBe(true)
  })

  test('a limit that was lowered holds at once for what comes', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    expect(await store.takePublishes(queue, { count: 16, perSecond: 16 })).toBe(true)
    expect(await store.takePublishes(queue, { count: 1, perSecond: 5 })).toBe(false)
  })
}
