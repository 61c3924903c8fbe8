import { expect, test } from 'vitest'
import { defaultSettings } from '../../lib/domain/queue.ts'
import type { Store } from '../../lib/store/store.ts'
import { anEnvelope, aPoll, aQueue, startMs, text } from '../fixtures.ts'
import { type MakeStore, openStore } from './open.ts'

const bodies = (leased: Awaited<ReturnType<Store['poll']>>): string[] =>
  leased.map(({ message }) => text(message.envelope.body))

export function pollPromises(makeStore: MakeStore): void {
  test('of two pollers racing for one message, exactly one gets it', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    await store.publish(queue, [anEnvelope({ body: 'once' })])
    const race = await Promise.all([store.poll(queue, aPoll()), store.poll(queue, aPoll())])
    expect(race.flatMap(bodies)).toEqual(['once'])
    clock.advanceMs(30_000)
    const [again] = await store.poll(queue, aPoll())
    expect(again!.message.delivery.attempts).toBe(2)
  })

  test('a lease hides the message until it ends, to the millisecond', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    await store.publish(queue, [anEnvelope()])
    const [leased] = await store.poll(queue, aPoll({ leaseMs: 30_000 }))
    expect(leased!.message.delivery).toMatchObject({ visibleAtMs: startMs + 30_000, attempts: 1, leased: true })
    clock.advanceMs(29_999)
    expect(await store.poll(queue, aPoll())).toEqual([])
    clock.advanceMs(1)
    expect(await store.poll(queue, aPoll())).toHaveLength(1)
  })

  test('a lease of no time leaves the message visible and counts', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    await store.publish(queue, [anEnvelope()])
    expect((await store.poll(queue, aPoll({ leaseMs: 0 })))[0]!.message.delivery.attempts).toBe(1)
    expect((await store.poll(queue, aPoll({ leaseMs: 0 })))[0]!.message.delivery.attempts).toBe(2)
  })

  test('each lease brings a receipt of its own, and remembers the first one', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    await store.publish(queue, [anEnvelope()])
    const [first] = await store.poll(queue, aPoll())
    clock.advanceMs(60_000)
    const [second] = await store.poll(queue, aPoll())
    expect(second!.receipt.token).not.toBe(first!.receipt.token)
    expect(second!.receipt).toMatchObject({ id: first!.receipt.id, attempts: 2, queueUid: queue.uid, generation: 1 })
    expect(second!.receipt).toMatchObject({ firstLeasedAtMs: startMs, leasedAtMs: startMs + 60_000 })
    expect(second!.message.delivery).toMatchObject({ firstLeasedAtMs: startMs, leasedAtMs: startMs + 60_000 })
  })

  test('messages come in the order in which they became visible', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    await store.publish(queue, [
      anEnvelope({ body: 'third', delayMs: 2_000 }),
      anEnvelope({ body: 'first' }),
      anEnvelope({ body: 'second', delayMs: 1_000 }),
    ])
    clock.advanceMs(5_000)
    expect(bodies(await store.poll(queue, aPoll({ maxMessages: 2 })))).toEqual(['first', 'second'])
    expect(bodies(await store.poll(queue, aPoll()))).toEqual(['third'])
  })

  test('a delayed message stays hidden until its time, years ahead too', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    const fiveYearsMs = 5 * 365 * 86_400_000
    await store.publish(queue, [anEnvelope({ body: 'reminder', delayMs: fiveYearsMs })])
    clock.advanceMs(fiveYearsMs - 1)
    expect(await store.poll(queue, aPoll())).toEqual([])
    clock.advanceMs(1)
    expect(bodies(await store.poll(queue, aPoll()))).toEqual(['reminder'])
  })

  test('repeated polls drain the queue, each at most as many as asked', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    for (let batch = 0; batch < 10; batch++)
      await store.publish(
        queue,
        Array.from({ length: 10 }, (_, index) => anEnvelope({ body: `${batch * 10 + index}` })),
      )
    const seen = new Set<string>()
    for (;;) {
      const some = bodies(await store.poll(queue, aPoll({ maxMessages: 7 })))
      if (some.length === 0) break
      expect(some.length).toBeLessThanOrEqual(7)
      for (const body of some) seen.add(body)
    }
    expect(seen.size).toBe(100)
  })

  test('an answer stays within the size asked for, but a single message always comes', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    const large = () => anEnvelope({ body: Buffer.alloc(300_000, 'x') })
    await store.publish(queue, [large(), large(), large()])
    expect(await store.poll(queue, aPoll({ maxBytes: 1_000 }))).toHaveLength(1)
    expect(await store.poll(queue, aPoll({ maxBytes: 650_000 }))).toHaveLength(2)
  })

  test('what has expired is dropped, not handed out, and does not hide what stands behind it', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    const short = () => anEnvelope({ body: 'short', expiresAtMs: startMs + 1_000 })
    for (let batch = 0; batch < 20; batch++) await store.publish(queue, Array.from({ length: 16 }, short))
    await store.publish(queue, [anEnvelope({ body: 'long' })])
    clock.advanceMs(1_000)
    expect(bodies(await store.poll(queue, aPoll({ maxMessages: 1 })))).toEqual(['long'])
    expect(await store.stats(queue)).toMatchObject({ visible: 0, inFlight: 1 })
  })

  test('what is dropped between others leaves each of them to be handed out once', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    const short = (body: string) => anEnvelope({ body, expiresAtMs: startMs + 1_000 })
    await store.publish(queue, [anEnvelope({ body: 'a' }), short('x'), short('y'), anEnvelope({ body: 'b' })])
    await store.publish(queue, [short('z'), anEnvelope({ body: 'c' }), anEnvelope({ body: 'd' })])
    clock.advanceMs(1_000)
    expect(bodies(await store.poll(queue, aPoll({ maxMessages: 3 })))).toEqual(['a', 'b', 'c'])
    expect(bodies(await store.poll(queue, aPoll({ maxMessages: 3 })))).toEqual(['d'])
  })

  test('retention is judged when read: raising it in time rescues a message', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    await store.publish(queue, [anEnvelope()])
    clock.advanceMs(120_000)
    const settings = { ...defaultSettings, retentionSeconds: 3_600 }
    expect(await store.poll(queue, aPoll({ settings }))).toHaveLength(1)
  })
}
