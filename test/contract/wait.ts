import { expect, test } from 'vitest'
import { limits } from '../../lib/domain/limits.ts'
import { Problem } from '../../lib/domain/problem.ts'
import type { WaitOrder } from '../../lib/store/store.ts'
import { anEnvelope, anExtend, aPoll, aQueue, aRelease, startMs } from '../fixtures.ts'
import { type MakeStore, openStore, settled } from './open.ts'

const never = new AbortController().signal

export function waitPromises(makeStore: MakeStore): void {
  const waiting = async (order: Partial<WaitOrder> = {}) => {
    const opened = await openStore(makeStore)
    const queue = aQueue()
    return { ...opened, queue, woken: begin(() => opened.store.wait(queue, anOrder(order))) }
  }
  const anOrder = (order: object) => ({
    for: 'message' as const,
    untilWallMs: startMs + 20_000,
    signal: never,
    ...order,
  })
  /** Starts a wait; the function it gives says whether the wait is over. */
  const begin = (wait: () => Promise<void>) => {
    let over = false
    void wait().then(() => {
      over = true
    })
    return async () => {
      await settled()
      return over
    }
  }

  test('a wait ends with a publish', async () => {
    const { store, queue, woken } = await waiting()
    expect(await woken()).toBe(false)
    await store.publish(queue, [anEnvelope()])
    expect(await woken()).toBe(true)
  })

  test('a wait that begins when a message is visible ends at once', async () => {
    const { store, queue } = await waiting()
    await store.publish(queue, [anEnvelope()])
    const woken = begin(() => store.wait(queue, anOrder({})))
    expect(await woken()).toBe(true)
  })

  test('a wait ends when a delay is over, whichever came first: the message or the waiter', async () => {
    const { store, clock, queue, woken } = await waiting()
    await store.publish(queue, [anEnvelope({ delayMs: 9_000 })])
    await store.publish(queue, [anEnvelope({ delayMs: 5_000 })])
    clock.advanceMs(4_999)
    expect(await woken()).toBe(false)
    clock.advanceMs(1)
    expect(await woken()).toBe(true)
    await store.poll(queue, aPoll())
    const second = begin(() => store.wait(queue, anOrder({})))
    expect(await second()).toBe(false)
    clock.advanceMs(4_000)
    expect(await second()).toBe(true)
  })

  test('a wait ends when a lease runs out, is cut short or given back', async () => {
    for (const end of ['lapse', 'extend', 'release'] as const) {
      const { store, clock, queue } = await waiting()
      await store.publish(queue, [anEnvelope()])
      const [leased] = await store.poll(queue, aPoll())
      const woken = begin(() => store.wait(queue, anOrder({})))
      expect(await woken()).toBe(false)
      if (end === 'release') await store.settle(queue, [aRelease(leased!.receipt)])
      if (end === 'extend') await store.settle(queue, [anExtend(leased!.receipt, 2_000)])
      if (end !== 'release') clock.advanceMs(end === 'extend' ? 2_000 : 30_000)
      expect(await woken()).toBe(true)
    }
  })

  test('who was waiting before a lease began is told when it runs out', async () => {
    const { store, clock, queue } = await waiting({ signal: AbortSignal.abort() })
    const three = [1, 2, 3].map(() => begin(() => store.wait(queue, anOrder({}))))
    const over = () => Promise.all(three.map(isOver => isOver()))
    await store.publish(queue, [anEnvelope()])
    expect(await over()).toEqual([true, false, false])
    await store.poll(queue, aPoll())
    // A poll that found something hands the wake on, for there may be more. Nobody but the third goes on waiting.
    expect(await over()).toEqual([true, true, false])
    clock.advanceMs(29_999)
    expect(await over()).toEqual([true, true, false])
    clock.advanceMs(1)
    expect(await over()).toEqual([true, true, true])
  })

  test('messages that fall due together wake as many as they need', async () => {
    const { store, clock, queue } = await waiting({ signal: AbortSignal.abort() })
    const got: string[] = []
    const consumer = async (): Promise<void> => {
      await store.wait(queue, anOrder({}))
      const leased = await store.poll(queue, aPoll({ maxMessages: 1 }))
      got.push(...leased.map(({ message }) => message.id))
    }
    for (let index = 0; index < 4; index++) void consumer()
    await store.publish(
      queue,
      [1, 2, 3].map(() => anEnvelope({ delayMs: 5_000 })),
    )
    clock.advanceMs(5_000)
    await settled()
    expect(got).toHaveLength(3)
  })

  test('a wait ends when a message is brought forward', async () => {
    const { store, queue, woken } = await waiting()
    const reply = await store.publish(queue, [anEnvelope({ delayMs: 86_400_000 })])
    const id = reply.kind === 'published' && reply.results[0]!.kind === 'stored' ? reply.results[0]!.id : ''
    expect(await woken()).toBe(false)
    await store.change(queue, id, { kind: 'replace', seenToken: '', envelope: anEnvelope(), visibleAtMs: startMs })
    expect(await woken()).toBe(true)
  })

  test('a wait ends at its time on the wall, or by its signal', async () => {
    const { wall, woken } = await waiting()
    wall.advanceMs(19_999)
    expect(await woken()).toBe(false)
    wall.advanceMs(1)
    expect(await woken()).toBe(true)
    const controller = new AbortController()
    const aborted = await waiting({ signal: controller.signal })
    expect(await aborted.woken()).toBe(false)
    controller.abort()
    expect(await aborted.woken()).toBe(true)
    expect(await (await waiting({ signal: AbortSignal.abort() })).woken()).toBe(true)
  })

  test('a wait ends when the queue is nudged or discarded; a wait for a change ends with nothing less', async () => {
    for (const wish of ['message', 'change'] as const)
      for (const event of ['nudge', 'discard'] as const) {
        const { store, queue, woken } = await waiting({ for: wish })
        if (wish === 'change') await store.publish(queue, [anEnvelope()])
        expect(await woken()).toBe(false)
        await store[event](queue)
        expect(await woken()).toBe(true)
      }
  })

  test('of many waiters one message wakes few, and none is left asleep beside a visible message', async () => {
    const { store, queue } = await waiting({ signal: AbortSignal.abort() })
    let looks = 0
    const got: string[] = []
    let over = false
    const consumer = async (): Promise<void> => {
      while (!over) {
        looks += 1
        const leased = await store.poll(queue, aPoll({ maxMessages: 1 }))
        got.push(...leased.map(({ message }) => message.id))
        if (leased.length > 0) return
        await store.wait(queue, anOrder({}))
      }
    }
    for (let index = 0; index < 200; index++) void consumer()
    await settled()
    looks = 0
    await store.publish(queue, [anEnvelope()])
    await settled()
    expect(got).toHaveLength(1)
    expect(looks).toBeLessThanOrEqual(3)
    await store.publish(
      queue,
      Array.from({ length: 16 }, () => anEnvelope()),
    )
    await settled()
    expect(got).toHaveLength(17)
    over = true
    store.nudge(queue)
    await settled()
  })

  test('closing finishes what was begun', async () => {
    const { store, queue } = await waiting()
    await store.publish(queue, [anEnvelope()])
    await settled()
    const begun = [store.publish(queue, [anEnvelope()]), store.poll(queue, aPoll()), store.markDue(queue, startMs)]
    await store.close()
    expect((await Promise.allSettled(begun)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ])
  })

  test('closing wakes everybody, and a closed store says so', async () => {
    const { store, queue, woken } = await waiting()
    await store.close()
    expect(await woken()).toBe(true)
    const refusals = [
      () => store.publish(queue, [anEnvelope()]),
      () => store.poll(queue, aPoll()),
      () => store.settle(queue, []),
      () => store.find(queue, 'x'),
      () => store.browse(queue, { state: 'visible', limit: 1, maxBytes: limits.answerBytesMax }),
      () => store.change(queue, 'x', { kind: 'cancel' }),
      () => store.stats(queue),
      async () => store.wait(queue, anOrder({})),
      () => store.discard(queue),
      () => store.markDue(queue, startMs),
      () => store.due({ untilMs: startMs }),
      () => store.documents.read('queue', 'orders'),
      () => store.documents.write('queue', 'orders', {}, 'absent'),
      () => store.documents.remove('queue', 'orders', 1),
      () => store.documents.list('queue', { prefix: '', limit: 1 }),
    ]
    for (const call of refusals) await expect(call).rejects.toThrow(Problem)
    await store.close()
  })
}
