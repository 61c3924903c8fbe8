import { expect, test } from 'vitest'
import { anAck, anEnvelope, aPoll, aQueue, startMs, text } from '../fixtures.ts'
import { type MakeStore, openStore } from './open.ts'

export function changePromises(makeStore: MakeStore): void {
  const withOne = async (delayMs = 0) => {
    const opened = await openStore(makeStore)
    const queue = aQueue()
    const reply = await opened.store.publish(queue, [anEnvelope({ body: 'before', delayMs })])
    const id = reply.kind === 'published' && reply.results[0]!.kind === 'stored' ? reply.results[0]!.id : ''
    return { ...opened, queue, id }
  }
  const replace = (body: string, seenToken = '', delayMs = 0) =>
    ({ kind: 'replace', seenToken, envelope: anEnvelope({ body, delayMs }), visibleAtMs: startMs + delayMs }) as const

  test('a cancel takes the message out, delayed or visible', async () => {
    for (const delayMs of [0, 60_000]) {
      const { store, clock, queue, id } = await withOne(delayMs)
      expect(await store.change(queue, id, { kind: 'cancel' })).toBe('done')
      clock.advanceMs(120_000)
      expect(await store.poll(queue, aPoll())).toEqual([])
      expect(await store.change(queue, id, { kind: 'cancel' })).toBe('gone')
      expect(await store.stats(queue)).toMatchObject({ visible: 0, delayed: 0, inFlight: 0 })
    }
  })

  test('a cancel loses against a lease, and wins again once it has lapsed', async () => {
    const { store, clock, queue, id } = await withOne()
    const [leased] = await store.poll(queue, aPoll())
    expect(await store.change(queue, id, { kind: 'cancel' })).toBe('leased')
    expect(await store.settle(queue, [anAck({ ...leased!.receipt, token: 'AAAAAAAA' })])).toEqual([
      { kind: 'replaced' },
    ])
    clock.advanceMs(30_000)
    expect(await store.change(queue, id, { kind: 'cancel' })).toBe('done')
    expect(await store.settle(queue, [anAck(leased!.receipt)])).toEqual([{ kind: 'gone' }])
  })

  test('of a cancel and a poll at once, exactly one wins', async () => {
    const { store, queue, id } = await withOne()
    const [outcome, leased] = await Promise.all([
      store.change(queue, id, { kind: 'cancel' }),
      store.poll(queue, aPoll()),
    ])
    expect(outcome === 'done' ? 0 : 1).toBe(leased.length)
  })

  test('a replace changes body and time, and keeps id and attempts', async () => {
    const { store, clock, queue, id } = await withOne()
    await store.poll(queue, aPoll({ leaseMs: 0 }))
    const seen = (await store.find(queue, id))!.delivery.token
    expect(await store.change(queue, id, replace('after', seen, 60_000))).toBe('done')
    expect(await store.poll(queue, aPoll())).toEqual([])
    clock.advanceMs(60_000)
    const [leased] = await store.poll(queue, aPoll())
    expect(leased!.message.id).toBe(id)
    expect(text(leased!.message.envelope.body)).toBe('after')
    expect(leased!.message.envelope.readyAtMs).toBe(startMs + 60_000)
    expect(leased!.message.delivery.attempts).toBe(2)
  })

  test('a body may grow and shrink with each replace', async () => {
    const { store, queue, id } = await withOne()
    for (const bytes of [0, 50_000, 60_000, 10, 1_000_000, 20]) {
      const seen = (await store.find(queue, id))!.delivery.token
      expect(await store.change(queue, id, replace('x'.repeat(bytes), seen))).toBe('done')
      expect((await store.find(queue, id))!.envelope.body).toHaveLength(bytes)
    }
  })

  test('a replace can bring a delayed message forward', async () => {
    const { store, queue, id } = await withOne(86_400_000)
    expect(await store.change(queue, id, replace('now'))).toBe('done')
    expect(await store.poll(queue, aPoll())).toHaveLength(1)
  })

  test('a replace loses against a lease, and against a newer change', async () => {
    const { store, queue, id } = await withOne()
    expect(await store.change(queue, id, replace('one'))).toBe('done')
    expect(await store.change(queue, id, replace('two'))).toBe('changed')
    expect(text((await store.find(queue, id))!.envelope.body)).toBe('one')
    const { token } = (await store.find(queue, id))!.delivery
    await store.poll(queue, aPoll())
    expect(await store.change(queue, id, replace('three', token))).toBe('leased')
  })

  test('a replace ends the receipts handed out before it', async () => {
    const { store, clock, queue, id } = await withOne()
    const [leased] = await store.poll(queue, aPoll())
    clock.advanceMs(30_000)
    expect(await store.change(queue, id, replace('new', leased!.receipt.token))).toBe('done')
    expect(await store.settle(queue, [anAck(leased!.receipt)])).toEqual([{ kind: 'replaced' }])
    expect(await store.poll(queue, aPoll())).toHaveLength(1)
  })

  test('a replaced message is in nobody’s hands: it waits as delayed, and may be changed again', async () => {
    const { store, clock, queue, id } = await withOne()
    const [leased] = await store.poll(queue, aPoll())
    clock.advanceMs(30_000)
    await store.change(queue, id, replace('new', leased!.receipt.token, 60_000))
    expect(await store.stats(queue)).toMatchObject({ delayed: 1, inFlight: 0, visible: 0 })
    expect(await store.change(queue, id, { kind: 'cancel' })).toBe('done')
  })

  test('a change of an unknown message finds it gone, and another queue cannot change it', async () => {
    const { store, queue, id } = await withOne()
    expect(await store.change(queue, 'x', { kind: 'cancel' })).toBe('gone')
    expect(await store.change(aQueue(), id, { kind: 'cancel' })).toBe('gone')
    expect(await store.change(queue, '00000000-0000-8000-8000-000000000000', replace('x'))).toBe('gone')
    expect(await store.stats(queue)).toMatchObject({ visible: 1 })
  })
}
