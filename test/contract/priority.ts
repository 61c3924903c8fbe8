import { expect, test } from 'vitest'
import { anAck, anEnvelope, aPoll, aRelease, startMs, text } from '../fixtures.ts'
import { aLuckyQueue, newMs } from './luck.ts'
import type { MakeStore } from './open.ts'

const used = [1, 3, 8, 12, 16]

/** A queue that has had some priorities for a while. */
const aRankedQueue = (makeStore: MakeStore) =>
  aLuckyQueue(
    makeStore,
    used.map(priority => ({ body: 'first', priority })),
  )

export function priorityPromises(makeStore: MakeStore): void {
  test('better priorities come first, those of one in the order in which they became visible', async () => {
    const { put, pass, drain } = await aRankedQueue(makeStore)
    await put({ body: '16', priority: 16 }, { body: '8' }, { body: '12', priority: 12 })
    pass(10)
    await put({ body: '3', priority: 3 }, { body: '1', priority: 1 }, { body: '8 later' })
    pass(10)
    await put({ body: '1 later', priority: 1 })
    expect(await drain({ maxMessages: 2 })).toEqual(['1', '1 later', '3', '8', '8 later', '12', '16'])
  })

  test('a priority comes back with its message, and the default one is not written', async () => {
    const { put, poll } = await aRankedQueue(makeStore)
    await put({ body: 'a', priority: 3 }, { body: 'b' })
    const envelopes = [...(await poll({ maxMessages: 1 })), ...(await poll())].map(({ message }) => message.envelope)
    expect(envelopes.map(({ priority }) => priority)).toEqual([3, undefined])
    expect(envelopes[1]).not.toHaveProperty('priority')
  })

  test('a poll that begins at the worst leases of what has been visible for more than five seconds, once', async () => {
    const { put, pass, bodies, luck } = await aRankedQueue(makeStore)
    await put({ body: '16', priority: 16 }, { body: '12', priority: 12 }, { body: '1', priority: 1 })
    pass(5_000)
    luck.worst = true
    expect(await bodies({ maxMessages: 1 })).toEqual(['1'])
    await put({ body: '1', priority: 1 }, { body: '16 new', priority: 16 })
    pass(1)
    expect(await bodies()).toEqual(['16'])
    expect(await bodies()).toEqual(['12'])
    expect((await bodies({ maxMessages: 1 })).concat(await bodies({ maxMessages: 1 }))).toEqual(['1', '16 new'])
    expect(await bodies()).toEqual([])
  })

  test('what stands between the worst and the best has its share too, though neither of them ever ends', async () => {
    const { put, pass, bodies, luck } = await aRankedQueue(makeStore)
    await put({ body: '16', priority: 16 }, { body: '12', priority: 12 }, { body: '8' }, { body: '1', priority: 1 })
    pass(5_001)
    luck.worst = true
    luck.drawn = 1
    expect(await bodies()).toEqual(['12'])
    luck.drawn = 2
    expect(await bodies()).toEqual(['8'])
    expect(await bodies()).toEqual(['16'])
  })

  test('the others begin at the best, however long the worst has waited', async () => {
    const { put, pass, drain } = await aRankedQueue(makeStore)
    await put({ body: 'worst', priority: 16 })
    pass(60_000)
    await put({ body: 'best', priority: 1 }, { body: 'also', priority: 1 })
    expect(await drain({ maxMessages: 1 })).toEqual(['best', 'also', 'worst'])
  })

  test('what has expired at the worst does not make a poll empty', async () => {
    const { put, pass, bodies, luck } = await aRankedQueue(makeStore)
    const expiresAtMs = startMs + newMs + 1_000
    await put({ body: 'gone', priority: 16, expiresAtMs }, { body: 'stays', priority: 3 })
    pass(6_000)
    luck.worst = true
    expect(await bodies()).toEqual(['stays'])
    expect(await bodies()).toEqual([])
  })

  test('what becomes visible again has the priority that it had', async () => {
    const { store, queue, put, pass, poll, drain } = await aRankedQueue(makeStore)
    await put({ body: 'short', priority: 1 }, { body: 'long', priority: 1 }, { body: 'lapsed', priority: 3 })
    const held = [...(await poll({ maxMessages: 2 })), ...(await poll({ leaseMs: 100_000 }))]
    const receipts = held.map(({ receipt }) => receipt)
    await store.settle(queue, [aRelease(receipts[0]!, 1_000), aRelease(receipts[1]!, 90_000)])
    await put({ body: '8' }, { body: '12', priority: 12 })
    pass(100_000)
    expect(await drain({ maxMessages: 1 })).toEqual(['short', 'long', 'lapsed', '8', '12'])
  })

  test('an edit of the priority moves the message, and it keeps its id', async () => {
    const { store, queue, put, drain } = await aRankedQueue(makeStore)
    const [id] = await put({ body: 'raised', priority: 12 }, { body: '8' }, { body: '3', priority: 3 })
    const { envelope } = (await store.find(queue, id!))!
    const change = { kind: 'replace', seenToken: '', envelope: { ...envelope, priority: 1 } } as const
    expect(await store.change(queue, id!, change)).toBe('done')
    expect((await store.find(queue, id!))!.envelope.priority).toBe(1)
    expect(await store.stats(queue)).toMatchObject({ visible: 3, inFlight: 0, delayed: 0 })
    expect(await drain({ maxMessages: 1 })).toEqual(['raised', '3', '8'])
  })

  test('a message can be found, cancelled, acked and counted whatever its priority', async () => {
    const { store, queue, put, pass, poll } = await aRankedQueue(makeStore)
    const ids = await put(...used.map(priority => ({ body: `${priority}`, priority })))
    for (const [at, id] of ids.entries()) {
      expect(text((await store.find(queue, id))!.envelope.body)).toBe(`${used[at]}`)
      if (at % 2 === 1) expect(await store.change(queue, id, { kind: 'cancel' })).toBe('done')
    }
    const held = await poll({ maxMessages: 1 })
    await put({ body: 'later', priority: 12, delayMs: 60_000 })
    pass(1_000)
    expect(await store.stats(queue)).toMatchObject({
      visible: 2,
      inFlight: 1,
      delayed: 1,
      oldestVisibleAtMs: startMs + newMs,
    })
    expect(await store.settle(queue, [anAck(held[0]!.receipt)])).toEqual([{ kind: 'done' }])
    expect(await store.find(queue, ids[0]!)).toBeUndefined()
  })

  test('a browse shows all priorities in the order in which they become visible, page after page', async () => {
    const { store, queue, put, pass } = await aRankedQueue(makeStore)
    for (const priority of [16, 3, 8, 1, 12]) {
      await put({ body: `${priority}`, priority }, { body: `${priority} later`, priority, delayMs: 60_000 })
      pass(10)
    }
    for (const [state, suffix] of [
      ['visible', ''],
      ['delayed', ' later'],
    ] as const) {
      const shown: string[] = []
      let cursor: string | undefined
      do {
        const page = await store.browse(queue, { state, limit: 2, maxBytes: 1_000_000, cursor })
        shown.push(...page.messages.map(({ envelope }) => text(envelope.body)))
        cursor = page.cursor
      } while (cursor !== undefined)
      expect(shown).toEqual([16, 3, 8, 1, 12].map(priority => `${priority}${suffix}`))
    }
  })

  test('a request key covers messages of several priorities', async () => {
    const { store, queue, drain } = await aRankedQueue(makeStore)
    const request = { key: 'k', fingerprint: 'f', keepUntilMs: startMs + 86_400_000 }
    const envelopes = [16, 8, 1].map(priority => anEnvelope({ body: `${priority}`, priority }))
    const first = await store.publish(queue, envelopes, request)
    expect(await store.publish(queue, envelopes, request)).toEqual(first)
    expect(await drain({ maxMessages: 1 })).toEqual(['1', '8', '16'])
  })

  test('a priority that is new to its queue is handed out at once, and never lost', async () => {
    const { drain, put } = await aRankedQueue(makeStore)
    await put({ body: '2', priority: 2 }, { body: '8' }, { body: '15', priority: 15 })
    expect((await drain()).sort()).toEqual(['15', '2', '8'])
  })

  test('no priority crosses a purge', async () => {
    const { store, queue, put, bodies } = await aRankedQueue(makeStore)
    const [id] = await put({ body: 'old', priority: 1 }, { body: 'also old', priority: 16 })
    await store.discard(queue)
    const next = { ...queue, generation: 2 }
    expect(await store.find(queue, id!)).toBeUndefined()
    expect(await bodies()).toEqual([])
    expect(await store.poll(next, aPoll())).toEqual([])
    expect(await store.stats(next)).toMatchObject({ visible: 0 })
  })

  test('a message of any priority wakes who waits', async () => {
    const { store, queue, put, poll } = await aRankedQueue(makeStore)
    expect(await poll()).toEqual([])
    const signal = new AbortController().signal
    const waiting = store.wait(queue, { for: 'message', untilWallMs: startMs + 86_400_000, signal })
    await put({ body: 'worst', priority: 16 })
    await waiting
    expect(await poll()).toHaveLength(1)
  })
}
