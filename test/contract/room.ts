import { expect, test } from 'vitest'
import type { Leased, PollOrder, PublishReply, Store, WaitOrder } from '../../lib/store/store.ts'
import { anAck, anEnvelope, anExtend, aPoll, aQueue, aRelease, startMs } from '../fixtures.ts'
import { type MakeStore, openStore, settled } from './open.ts'

const idOf = (reply: PublishReply): string =>
  reply.kind === 'published' && reply.results[0]!.kind === 'stored' ? reply.results[0]!.id : ''

const never = new AbortController().signal

/** A queue with a limit on the leases that run at the same time, and so many messages in it. */
export function roomPromises(makeStore: MakeStore): void {
  async function aScene(messages: number) {
    const opened = await openStore(makeStore)
    const { store } = opened
    const queue = aQueue()
    for (let at = 0; at < messages; at++) await store.publish(queue, [anEnvelope({ body: `${at}` })])
    const poll = (inFlightMax: number | undefined, wish: Partial<PollOrder> & { leaseMs?: number } = {}) =>
      store.poll(queue, aPoll({ inFlightMax, ...wish }))
    /** Polls until nothing comes: a store need not hand out all at once. */
    const drain = async (inFlightMax: number | undefined, wish: Partial<PollOrder> & { leaseMs?: number } = {}) => {
      const all: Leased[] = []
      for (let some = await poll(inFlightMax, wish); some.length > 0; some = await poll(inFlightMax, wish))
        all.push(...some)
      return all
    }
    const settle = async (settlement: Parameters<Store['settle']>[1][number]) =>
      (await store.settle(queue, [settlement]))[0]!
    return { ...opened, queue, poll, drain, settle }
  }

  test('no more are handed out than may be in flight together, however they are asked for', async () => {
    const { poll, drain } = await aScene(40)
    expect(await drain(3, { maxMessages: 2 })).toHaveLength(3)
    expect(await poll(3)).toEqual([])
    // What was raised holds for what comes.
    expect(await drain(20)).toHaveLength(17)
    expect(await poll(20, { maxMessages: 1 })).toEqual([])
  })

  test('a limit that was lowered lets none out until enough are over', async () => {
    const { drain, poll, settle } = await aScene(10)
    const leased = await drain(5)
    expect(leased).toHaveLength(5)
    for (const { receipt } of leased.slice(0, 3)) {
      expect(await poll(2)).toEqual([])
      await settle(anAck(receipt))
    }
    await settle(anAck(leased[3]!.receipt))
    expect(await drain(2)).toHaveLength(1)
  })

  test('polls at once share the room', async () => {
    const { poll } = await aScene(30)
    const polls = await Promise.all(Array.from({ length: 12 }, () => poll(7, { maxMessages: 2 })))
    expect(polls.flat().length).toBeLessThanOrEqual(7)
    const more = await poll(7)
    expect(polls.flat().length + more.length).toBeLessThanOrEqual(7)
  })

  test.each<[string, (leased: Leased) => Parameters<Store['settle']>[1][number]]>([
    ['an ack', ({ receipt }) => anAck(receipt)],
    ['a release', ({ receipt }) => aRelease(receipt)],
    ['a release for later', ({ receipt }) => aRelease(receipt, 3_600_000)],
    ['an extend to nothing', ({ receipt }) => anExtend(receipt, 0)],
  ])('%s makes room for one', async (_, settlement) => {
    const { clock, drain, poll, settle } = await aScene(5)
    const [first] = await drain(2)
    expect(await settle(settlement(first!))).toMatchObject({ kind: 'done' })
    clock.advanceMs(1)
    expect(await drain(2)).toHaveLength(1)
    expect(await poll(2)).toEqual([])
  })

  test('a lease that has run out makes room, to the millisecond; one that was extended when it then ends', async () => {
    const { clock, drain, poll, settle } = await aScene(9)
    const [first] = await drain(2, { leaseMs: 10_000 })
    expect(await settle(anExtend(first!.receipt, 20_000))).toMatchObject({ kind: 'done', untilMs: startMs + 20_000 })
    clock.advanceMs(9_999)
    expect(await poll(2)).toEqual([])
    clock.advanceMs(1)
    expect(await drain(2, { leaseMs: 60_000 })).toHaveLength(1)
    clock.advanceMs(9_999)
    expect(await poll(2)).toEqual([])
    clock.advanceMs(1)
    expect(await drain(2, { leaseMs: 60_000 })).toHaveLength(1)
    expect(await poll(2)).toEqual([])
  })

  test('leases of no time take no room, nor does what is delayed', async () => {
    const { store, queue, drain, poll } = await aScene(3)
    await store.publish(queue, [anEnvelope({ delayMs: 60_000 }), anEnvelope({ delayMs: 60_000 })])
    expect(await poll(2, { leaseMs: 0 })).not.toEqual([])
    expect(await poll(2, { leaseMs: 0 })).not.toEqual([])
    expect(await drain(2)).toHaveLength(2)
    expect(await poll(2)).toEqual([])
    expect(await poll(2, { leaseMs: 0 })).not.toEqual([])
  })

  test('what settles nothing makes no room', async () => {
    const { clock, drain, poll, settle } = await aScene(2)
    const [first] = await drain(2, { leaseMs: 1_000 })
    clock.advanceMs(1_000)
    expect(await drain(2)).toHaveLength(2)
    expect((await settle(anAck(first!.receipt))).kind).not.toBe('done')
    expect((await settle(anAck(first!.receipt, 'refuse'))).kind).not.toBe('done')
    expect(await poll(2)).toEqual([])
  })

  test('queues and generations have room of their own', async () => {
    const { store, queue, drain } = await aScene(2)
    expect(await drain(1)).toHaveLength(1)
    for (const other of [{ ...queue, generation: 2 }, aQueue()]) {
      await store.publish(other, [anEnvelope(), anEnvelope()])
      expect(await store.poll(other, aPoll({ inFlightMax: 1 }))).toHaveLength(1)
    }
  })

  test('priorities share the room of their queue', async () => {
    const { store, queue, drain, poll } = await aScene(2)
    await store.publish(queue, [anEnvelope({ priority: 1 }), anEnvelope({ priority: 16 })])
    expect(await drain(3)).toHaveLength(3)
    expect(await poll(3)).toEqual([])
  })

  const anOrder = (wish: Partial<WaitOrder> = {}): WaitOrder => ({
    for: 'message',
    inFlightMax: 1,
    untilWallMs: startMs + 20_000,
    signal: never,
    ...wish,
  })

  /** Starts a wait; the function it gives says whether the wait is over. */
  const begin = (wait: Promise<void>) => {
    let over = false
    void wait.then(() => {
      over = true
    })
    return async () => {
      await settled()
      return over
    }
  }

  test('who waits while there is no room is not woken by messages, but by a lease that ends', async () => {
    const { store, queue, drain, poll, settle } = await aScene(3)
    const [first] = await drain(1)
    expect(await poll(1)).toEqual([])
    const woken = begin(store.wait(queue, anOrder()))
    await store.publish(queue, [anEnvelope()])
    expect(await woken()).toBe(false)
    await settle(anAck(first!.receipt))
    expect(await woken()).toBe(true)
  })

  test('who comes once there is room does not wait for that', async () => {
    const { store, queue, drain, poll, settle } = await aScene(3)
    const [first] = await drain(1)
    expect(await poll(1)).toEqual([])
    await settle(anAck(first!.receipt))
    expect(await begin(store.wait(queue, anOrder()))()).toBe(true)
  })

  test('where one more may be leased messages wake as ever', async () => {
    const { store, queue, drain } = await aScene(1)
    await drain(2)
    const woken = begin(store.wait(queue, anOrder({ inFlightMax: 2 })))
    expect(await woken()).toBe(false)
    await store.publish(queue, [anEnvelope()])
    expect(await woken()).toBe(true)
  })

  test('an extend to nothing wakes them, one by more does not', async () => {
    const { store, queue, drain, poll, settle } = await aScene(2)
    const [first] = await drain(1)
    expect(await poll(1)).toEqual([])
    const woken = begin(store.wait(queue, anOrder()))
    await settle(anExtend(first!.receipt, 60_000))
    expect(await woken()).toBe(false)
    await settle(anExtend(first!.receipt, 0))
    expect(await woken()).toBe(true)
  })

  test('or by its time, to which nobody need put an end', async () => {
    const { store, clock, queue, drain, poll } = await aScene(3)
    await drain(1, { leaseMs: 5_000 })
    expect(await poll(1)).toEqual([])
    const woken = begin(store.wait(queue, anOrder()))
    clock.advanceMs(4_999)
    expect(await woken()).toBe(false)
    clock.advanceMs(1)
    expect(await woken()).toBe(true)
  })

  test('once there is room, who waited for that is woken by messages as well', async () => {
    const { store, queue, drain, poll, settle } = await aScene(1)
    const [first] = await drain(1)
    const reply = await store.publish(queue, [anEnvelope()])
    expect(await poll(1)).toEqual([])
    const all = [1, 2].map(() => begin(store.wait(queue, anOrder())))
    await settle(anAck(first!.receipt))
    const over = async () => (await Promise.all(all.map(woken => woken()))).filter(Boolean).length
    expect(await over()).toBe(1)
    await store.change(queue, idOf(reply), { kind: 'cancel' })
    expect(await poll(1)).toEqual([])
    expect(await over()).toBe(1)
    await store.publish(queue, [anEnvelope()])
    expect(await over()).toBe(2)
  })

  test('a queue that is discarded wakes them, and so does a nudge', async () => {
    const { store, queue, drain, poll } = await aScene(2)
    await drain(1)
    expect(await poll(1)).toEqual([])
    const first = begin(store.wait(queue, anOrder()))
    store.nudge(queue)
    expect(await first()).toBe(true)
    const second = begin(store.wait(queue, anOrder()))
    await store.discard(queue)
    expect(await second()).toBe(true)
  })
}
