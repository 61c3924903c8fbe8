import { expect, test } from 'vitest'
import { anAck, anEnvelope, anExtend, aPoll, aQueue, aRelease, startMs, text } from '../fixtures.ts'
import { type MakeStore, openStore } from './open.ts'

/** What the foreign protocols need of a store beyond what our own API shows. */
export function foreignPromises(makeStore: MakeStore): void {
  const delayed = async () => {
    const opened = await openStore(makeStore)
    const queue = aQueue()
    const reply = await opened.store.publish(queue, [anEnvelope({ delayMs: 60_000 })])
    const id = reply.kind === 'published' && reply.results[0]!.kind === 'stored' ? reply.results[0]!.id : ''
    const times = { attempts: 0, firstLeasedAtMs: 0, leasedAtMs: 0 }
    const handle = { queueUid: queue.uid, generation: queue.generation, id, token: '', ...times }
    return { ...opened, queue, id, handle }
  }
  const live = <S extends object>(settlement: S) => ({ ...settlement, ifLapsed: 'refuse' as const })

  test('a receipt without a token holds a delayed message until its delay is over', async () => {
    const { store, clock, queue, handle } = await delayed()
    expect(await store.settle(queue, [live(anExtend(handle, 1_000))])).toEqual([
      { kind: 'done', untilMs: startMs + 1_000 },
    ])
    clock.advanceMs(1_000)
    expect(await store.settle(queue, [live(anAck(handle))])).toEqual([{ kind: 'lapsed' }])
    expect(await store.poll(queue, aPoll())).toHaveLength(1)
  })

  test('a receipt without a token finishes a delayed message', async () => {
    const { store, queue, handle } = await delayed()
    expect(await store.settle(queue, [live(anAck(handle))])).toEqual([{ kind: 'done' }])
  })

  test('a message that nobody ever got stays delayed when its delay is moved, and may be cancelled', async () => {
    const { store, queue, id, handle } = await delayed()
    await store.settle(queue, [anExtend(handle, 5_000)])
    expect(await store.stats(queue)).toMatchObject({ delayed: 1, inFlight: 0 })
    expect(await store.change(queue, id, { kind: 'cancel' })).toBe('done')
  })

  test('a replace that names no time leaves the message where it stands by now', async () => {
    const { store, queue, id, handle } = await delayed()
    await store.settle(queue, [anExtend(handle, 5_000)])
    const envelope = anEnvelope({ body: 'edited', delayMs: 60_000 })
    expect(await store.change(queue, id, { kind: 'replace', seenToken: '', envelope })).toBe('done')
    expect((await store.find(queue, id))!.delivery.visibleAtMs).toBe(startMs + 5_000)
  })

  test('a replace takes its time from the change, not from the envelope', async () => {
    const { store, queue, id } = await delayed()
    const envelope = anEnvelope({ body: 'edited', delayMs: 60_000 })
    await store.change(queue, id, { kind: 'replace', seenToken: '', envelope, visibleAtMs: startMs + 7_000 })
    expect((await store.find(queue, id))!.delivery.visibleAtMs).toBe(startMs + 7_000)
  })

  test('a hand-over is taken back once, however often it is said', async () => {
    const { store, queue, clock, id } = await delayed()
    clock.advanceMs(60_000)
    const [first] = await store.poll(queue, aPoll())
    const back = { ...aRelease(first!.receipt), countAttempt: false }
    await store.settle(queue, [back, back])
    expect((await store.find(queue, id))!.delivery).toMatchObject({ attempts: 0 })
    clock.advanceMs(1_000)
    const [second] = await store.poll(queue, aPoll())
    expect(second!.receipt).toMatchObject({ attempts: 1, firstLeasedAtMs: startMs + 61_000 })
  })

  test('a poll with leases of no time hands out each message once', async () => {
    const { store, queue, clock } = await delayed()
    await store.publish(queue, [anEnvelope({ body: 'second', delayMs: 60_001 })])
    clock.advanceMs(60_010)
    const leased = await store.poll(queue, aPoll({ leaseMs: 0 }))
    expect(leased.map(({ message }) => text(message.envelope.body))).toEqual(['hello', 'second'])
  })
}
