import { expect, test } from 'vitest'
import { limits } from '../../lib/domain/limits.ts'
import type { MessageState } from '../../lib/domain/message.ts'
import type { QueueRef } from '../../lib/domain/queue.ts'
import { duePageMax } from '../../lib/store/dueKey.ts'
import type { DueMark, DuePage, Store } from '../../lib/store/store.ts'
import { anEnvelope, aPoll, aQueue, aRelease, startMs, text } from '../fixtures.ts'
import { type MakeStore, openStore } from './open.ts'

async function browseAll(store: Store, queue: ReturnType<typeof aQueue>, state: MessageState, limit: number) {
  const bodies: string[] = []
  let cursor: string | undefined
  do {
    const page = await store.browse(queue, { state, limit, maxBytes: limits.answerBytesMax, cursor })
    expect(page.messages.length).toBeLessThanOrEqual(limit)
    bodies.push(...page.messages.map(({ envelope }) => text(envelope.body)))
    cursor = page.cursor
  } while (cursor !== undefined)
  return bodies
}

export function lookPromises(makeStore: MakeStore): void {
  /** Three of each: v visible, f in flight, d delayed (one of them nacked). */
  const aMixedQueue = async () => {
    const opened = await openStore(makeStore)
    const queue = aQueue()
    const put = (body: string, delayMs = 0) => opened.store.publish(queue, [anEnvelope({ body, delayMs })])
    for (const body of ['f1', 'f2', 'f3', 'd0']) await put(body)
    const leased = await opened.store.poll(queue, aPoll())
    await opened.store.settle(queue, [aRelease(leased[3]!.receipt, 1_000)])
    for (const body of ['v1', 'v2', 'v3']) await put(body)
    for (const [body, delayMs] of [['d1', 40_000] as const, ['d2', 50_000] as const]) await put(body, delayMs)
    return { ...opened, queue, leased }
  }

  test('browse shows each state, in order, page by page', async () => {
    const { store, queue } = await aMixedQueue()
    for (const limit of [1, 2, 100]) {
      expect(await browseAll(store, queue, 'visible', limit)).toEqual(['v1', 'v2', 'v3'])
      expect(await browseAll(store, queue, 'inFlight', limit)).toEqual(['f1', 'f2', 'f3'])
      expect(await browseAll(store, queue, 'delayed', limit)).toEqual(['d0', 'd1', 'd2'])
    }
  })

  test('a page ends before it grows too large for an answer, but a single message always comes', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    for (let index = 0; index < 3; index++)
      await store.publish(queue, [anEnvelope({ body: Buffer.alloc(300_000, 'x') })])
    const page = (maxBytes: number, cursor?: string) =>
      store.browse(queue, { state: 'visible', limit: 10, maxBytes, cursor })
    const first = await page(650_000)
    expect(first.messages).toHaveLength(2)
    const second = await page(650_000, first.cursor)
    expect([second.messages.length, second.cursor]).toEqual([1, undefined])
    expect((await page(1)).messages).toHaveLength(1)
  })

  test('stats count by state, and follow the clock', async () => {
    const { store, clock, queue } = await aMixedQueue()
    expect(await store.stats(queue)).toEqual({
      visible: 3,
      inFlight: 3,
      delayed: 3,
      oldestVisibleAtMs: startMs,
      exact: true,
      asOfMs: startMs,
    })
    clock.advanceMs(30_000)
    expect(await store.stats(queue)).toMatchObject({ visible: 7, inFlight: 0, delayed: 2 })
    clock.advanceMs(30_000)
    expect(await store.stats(queue)).toMatchObject({ visible: 9, inFlight: 0, delayed: 0, asOfMs: startMs + 60_000 })
  })

  test('the oldest visible message is the one that became visible first; none, none', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    expect(await store.stats(queue)).toEqual({ visible: 0, inFlight: 0, delayed: 0, exact: true, asOfMs: startMs })
    await store.publish(queue, [anEnvelope({ delayMs: 5_000 }), anEnvelope({ delayMs: 9_000 })])
    expect((await store.stats(queue)).oldestVisibleAtMs).toBeUndefined()
    clock.advanceMs(7_000)
    expect((await store.stats(queue)).oldestVisibleAtMs).toBe(startMs + 5_000)
  })

  test('looking has no effect: browse, find and stats lease nothing and count nothing', async () => {
    const { store, queue } = await aMixedQueue()
    const [first] = (await store.browse(queue, { state: 'visible', limit: 1, maxBytes: limits.answerBytesMax }))
      .messages
    await store.find(queue, first!.id)
    await store.stats(queue)
    const leased = await store.poll(queue, aPoll())
    expect(leased.map(({ message }) => text(message.envelope.body))).toEqual(['v1', 'v2', 'v3'])
    expect(leased[0]!.message.delivery.attempts).toBe(1)
  })

  test('find gives body and delivery state, leased or not', async () => {
    const { store, queue, leased } = await aMixedQueue()
    const found = await store.find(queue, leased[0]!.message.id)
    expect(text(found!.envelope.body)).toBe('f1')
    expect(found!.delivery).toMatchObject({ attempts: 1, leased: true, visibleAtMs: startMs + 30_000 })
  })

  test('find knows nothing of an unknown id, a text that is no id, or an id of another queue', async () => {
    const { store, queue, leased } = await aMixedQueue()
    expect(await store.find(queue, '00000000-0000-8000-8000-000000000000')).toBeUndefined()
    expect(await store.find(queue, 'x')).toBeUndefined()
    expect(await store.find(aQueue(), leased[0]!.message.id)).toBeUndefined()
    expect(await store.find({ ...queue, generation: 2 }, leased[0]!.message.id)).toBeUndefined()
  })

  test('a discarded generation is empty', async () => {
    const { store, queue, leased } = await aMixedQueue()
    await store.discard(queue)
    expect(await store.poll(queue, aPoll())).toEqual([])
    expect(await store.find(queue, leased[0]!.message.id)).toBeUndefined()
    expect(await store.settle(queue, [aRelease(leased[0]!.receipt)])).toEqual([{ kind: 'gone' }])
    expect(await store.stats(queue)).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 })
    const next = { ...queue, generation: 2 }
    await store.publish(next, [anEnvelope({ body: 'after' })])
    expect(await browseAll(store, next, 'visible', 10)).toEqual(['after'])
    expect(await store.settle(next, [aRelease(leased[0]!.receipt)])).toEqual([{ kind: 'foreign' }])
  })

  test('marks of what falls due are read back in order, one a queue and minute, page by page', async () => {
    const { store } = await openStore(makeStore)
    const queues = Array.from({ length: 150 }, (_, index) => aQueue(`q${index}`))
    for (const queue of queues) await store.markDue(queue, startMs + 90_001)
    await store.markDue(queues[0]!, startMs + 90_002)
    await store.markDue(queues[0]!, startMs + 10)
    expect((await store.due({ untilMs: startMs + 59_999 })).marks).toEqual([])
    expect((await store.due({ untilMs: startMs + 60_000 })).marks).toEqual([{ ...queues[0], atMs: startMs + 60_000 }])
    const names: string[] = []
    let cursor: string | undefined
    do {
      const page = await store.due({ untilMs: startMs + 120_000 }, cursor)
      expect(page.marks.length).toBeLessThanOrEqual(duePageMax)
      names.push(...page.marks.map(({ name }) => name))
      cursor = page.cursor
    } while (cursor !== undefined)
    expect(names[0]).toBe('q0')
    expect(names).toHaveLength(151)
    expect(new Set(names).size).toBe(150)
  })

  test('marks of one minute for different sakes are different marks; one that names none is for a look', async () => {
    const { store } = await openStore(makeStore)
    const [queue, other] = [aQueue('one'), { ...aQueue('two'), generation: 12 }]
    for (const sake of ['push', undefined, 'measure', 'look', 'push'] as const) {
      await store.markDue(queue, startMs, sake)
      await store.markDue(other, startMs + 1, sake)
    }
    const sakesOf = ({ uid }: QueueRef, marks: readonly DueMark[]) =>
      marks.filter(mark => mark.uid === uid).map(({ sake = 'look' }) => sake)
    const { marks, cursor } = await store.due({ untilMs: startMs + 60_000 })
    expect(cursor).toBeUndefined()
    expect(sakesOf(queue, marks)).toEqual(['look', 'measure', 'push'])
    expect(sakesOf(other, marks)).toEqual(['look', 'measure', 'push'])
    expect(marks[0]).toEqual({ ...queue, atMs: startMs })
    expect(marks[5]).toEqual({ ...other, atMs: startMs + 60_000, sake: 'push' })
  })

  test('pages of marks go on between the sakes of one queue', async () => {
    const { store } = await openStore(makeStore)
    const queues = Array.from({ length: 80 }, (_, index) => ({ ...aQueue('q'), generation: index + 1 }))
    for (const queue of queues) {
      await store.markDue(queue, startMs)
      await store.markDue(queue, startMs, 'push')
    }
    const seen: string[] = []
    for (let cursor: string | undefined, pages = 0; pages === 0 || cursor !== undefined; pages++) {
      const page: DuePage = await store.due({ untilMs: startMs }, cursor)
      seen.push(...page.marks.map(({ generation, sake }) => `${generation} ${sake}`))
      cursor = page.cursor
    }
    expect(seen).toHaveLength(160)
    expect(new Set(seen).size).toBe(160)
  })

  test('a mark is kept for a day after it fell due', async () => {
    const { store, clock } = await openStore(makeStore)
    const old = aQueue('old')
    await store.markDue(old, startMs)
    clock.advanceMs(86_400_000)
    await store.markDue(aQueue('new'), startMs + 86_400_000)
    expect((await store.due({ untilMs: startMs })).marks).toEqual([{ ...old, atMs: startMs }])
  })
}
