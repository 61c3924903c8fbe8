import { expect, test } from 'vitest'
import type { Leased, Settlement, Store } from '../../lib/store/store.ts'
import { anAck, anEnvelope, anExtend, aPoll, aQueue, aRelease, startMs } from '../fixtures.ts'
import { type MakeStore, type Opened, openStore } from './open.ts'

type Scene = Opened & { queue: ReturnType<typeof aQueue>; leased: Leased }

export function settlePromises(makeStore: MakeStore): void {
  const lease = async (): Promise<Scene> => {
    const opened = await openStore(makeStore)
    const queue = aQueue()
    await opened.store.publish(queue, [anEnvelope()])
    const [leased] = await opened.store.poll(queue, aPoll())
    return { ...opened, queue, leased: leased! }
  }
  const settle = async (store: Store, queue: Scene['queue'], settlement: Settlement) =>
    (await store.settle(queue, [settlement]))[0]

  test('an ack finishes the message for good', async () => {
    const { store, clock, queue, leased } = await lease()
    expect(await settle(store, queue, anAck(leased.receipt))).toEqual({ kind: 'done' })
    clock.advanceMs(60_000)
    expect(await store.poll(queue, aPoll())).toEqual([])
    expect(await store.find(queue, leased.message.id)).toBeUndefined()
    expect(await settle(store, queue, anAck(leased.receipt))).toEqual({ kind: 'gone' })
  })

  test('a message that was given back for long comes when an extend says so', async () => {
    const { store, clock, queue, leased } = await lease()
    await settle(store, queue, aRelease(leased.receipt, 300_000))
    expect(await settle(store, queue, anExtend(leased.receipt, 3_000))).toEqual({
      kind: 'done',
      untilMs: startMs + 3_000,
    })
    expect(await store.stats(queue)).toMatchObject({ inFlight: 1, delayed: 0 })
    clock.advanceMs(3_000)
    expect(await store.poll(queue, aPoll())).toHaveLength(1)
  })

  test('an ack after the lease has lapsed counts while nobody else has the message, unless it must be live', async () => {
    const { store, clock, queue, leased } = await lease()
    clock.advanceMs(30_000)
    expect(await settle(store, queue, anAck(leased.receipt, 'refuse'))).toEqual({ kind: 'lapsed' })
    expect(await settle(store, queue, anAck(leased.receipt))).toEqual({ kind: 'done' })
    expect(await store.poll(queue, aPoll())).toEqual([])
  })

  test('a receipt is replaced by the next hand-over', async () => {
    const { store, clock, queue, leased } = await lease()
    clock.advanceMs(30_000)
    const [second] = await store.poll(queue, aPoll())
    for (const settlement of [anAck, aRelease, (r: typeof leased.receipt) => anExtend(r, 1_000)])
      expect(await settle(store, queue, settlement(leased.receipt))).toEqual({ kind: 'replaced' })
    expect(await settle(store, queue, anAck(second!.receipt))).toEqual({ kind: 'done' })
  })

  test('of two acks at once, one is done and one finds it gone', async () => {
    const { store, queue, leased } = await lease()
    const race = await Promise.all([
      settle(store, queue, anAck(leased.receipt)),
      settle(store, queue, anAck(leased.receipt)),
    ])
    expect(race.map(outcome => outcome!.kind).sort()).toEqual(['done', 'gone'])
    expect(await store.settle(queue, [anAck(leased.receipt), anAck(leased.receipt)])).toEqual([
      { kind: 'gone' },
      { kind: 'gone' },
    ])
  })

  test('outcomes stand in the order of the settlements, and a bad one does not touch its neighbours', async () => {
    const { store, queue, leased } = await lease()
    await store.publish(queue, [anEnvelope()])
    const [second] = await store.poll(queue, aPoll())
    const foreign = { ...leased.receipt, queueUid: aQueue().uid }
    const outcomes = await store.settle(queue, [
      anAck(foreign),
      anAck({ ...leased.receipt, token: 'AAAAAAAA' }),
      anAck(second!.receipt),
      anAck({ ...leased.receipt, generation: 2 }),
      anAck({ ...leased.receipt, id: '00000000-0000-8000-8000-000000000000' }),
    ])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['foreign', 'replaced', 'done', 'foreign', 'gone'])
    expect(await store.stats(queue)).toMatchObject({ inFlight: 1, visible: 0 })
  })

  test('a release makes the message visible at once', async () => {
    const { store, queue, leased } = await lease()
    expect(await settle(store, queue, aRelease(leased.receipt))).toEqual({ kind: 'done' })
    const [again] = await store.poll(queue, aPoll())
    expect(again!.message.delivery).toMatchObject({ attempts: 2 })
  })

  test('a release with a delay makes it wait, as delayed, and keeps the reason', async () => {
    const { store, clock, queue, leased } = await lease()
    await settle(store, queue, aRelease(leased.receipt, 90_000, 'the printer is out of paper'))
    expect(await store.stats(queue)).toMatchObject({ delayed: 1, inFlight: 0, visible: 0 })
    expect((await store.find(queue, leased.message.id))!.delivery).toMatchObject({
      nackReason: 'the printer is out of paper',
      visibleAtMs: startMs + 90_000,
      leased: false,
    })
    clock.advanceMs(89_999)
    expect(await store.poll(queue, aPoll())).toEqual([])
    clock.advanceMs(1)
    expect((await store.poll(queue, aPoll()))[0]!.message.delivery.nackReason).toBe('the printer is out of paper')
  })

  test('a worker that says nothing leaves the words of the one before', async () => {
    const { store, queue, leased } = await lease()
    await settle(store, queue, aRelease(leased.receipt, 0, 'no paper'))
    const [again] = await store.poll(queue, aPoll())
    await settle(store, queue, aRelease(again!.receipt))
    expect((await store.find(queue, leased.message.id))!.delivery.nackReason).toBe('no paper')
  })

  test('a release can take the hand-over back', async () => {
    const { store, queue, leased } = await lease()
    await settle(store, queue, { ...aRelease(leased.receipt), countAttempt: false } as Settlement)
    expect((await store.find(queue, leased.message.id))!.delivery.attempts).toBe(0)
    expect((await store.poll(queue, aPoll()))[0]!.message.delivery.attempts).toBe(1)
  })

  test('after a release the receipt still fences: it counts as lapsed, until the next hand-over replaces it', async () => {
    const { store, queue, leased } = await lease()
    await settle(store, queue, aRelease(leased.receipt, 10_000))
    expect(await settle(store, queue, anAck(leased.receipt, 'refuse'))).toEqual({ kind: 'lapsed' })
    expect(await settle(store, queue, anAck(leased.receipt))).toEqual({ kind: 'done' })
    expect(await store.find(queue, leased.message.id)).toBeUndefined()
  })

  test('an extend moves the end of the lease, counted from now, and keeps the receipt', async () => {
    const { store, clock, queue, leased } = await lease()
    clock.advanceMs(20_000)
    expect(await settle(store, queue, anExtend(leased.receipt, 60_000))).toEqual({
      kind: 'done',
      untilMs: startMs + 80_000,
    })
    clock.advanceMs(59_999)
    expect(await store.poll(queue, aPoll())).toEqual([])
    expect(await settle(store, queue, anExtend(leased.receipt, 0))).toMatchObject({ kind: 'done' })
    expect(await store.poll(queue, aPoll())).toHaveLength(1)
  })

  test('an extend after the lease has lapsed takes it up again while nobody else has it', async () => {
    const { store, clock, queue, leased } = await lease()
    clock.advanceMs(30_000)
    expect(await settle(store, queue, { ...anExtend(leased.receipt, 9_000), ifLapsed: 'refuse' })).toEqual({
      kind: 'lapsed',
    })
    expect(await settle(store, queue, anExtend(leased.receipt, 9_000))).toEqual({
      kind: 'done',
      untilMs: startMs + 39_000,
    })
    expect(await store.stats(queue)).toMatchObject({ inFlight: 1, visible: 0 })
  })

  test('a receipt without a token is good for a message that was never handed out, and only until then', async () => {
    const { store, clock, queue, leased } = await lease()
    const reply = await store.publish(queue, [anEnvelope({ delayMs: 60_000 })])
    const id = reply.kind === 'published' && reply.results[0]!.kind === 'stored' ? reply.results[0]!.id : ''
    const handle = { ...leased.receipt, id, token: '', attempts: 0 }
    expect(await settle(store, queue, { ...aRelease(handle, 1_000) })).toEqual({ kind: 'done' })
    clock.advanceMs(1_000)
    expect(await store.poll(queue, aPoll())).toHaveLength(1)
    expect(await settle(store, queue, anAck(handle))).toEqual({ kind: 'replaced' })
  })
}
