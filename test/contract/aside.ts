import { expect, test } from 'vitest'
import { departed } from '../../lib/domain/deadLetter.ts'
import { defaultSettings, type QueueRef } from '../../lib/domain/queue.ts'
import type { Aside, Leased, PollOrder, Settlement, Store, SweepPage } from '../../lib/store/store.ts'
import { aJudge, anAck, anEnvelope, aPoll, aQueue, aRelease, startMs, text } from '../fixtures.ts'
import { type MakeStore, openStore, settled } from './open.ts'

const rule = { queue: 'dead', attemptsMax: 2, expired: false }

/** A queue whose messages are moved to another after two attempts. */
export function asidePromises(makeStore: MakeStore): void {
  async function aScene(wish: Partial<typeof rule> = {}) {
    const opened = await openStore(makeStore)
    const { store, clock } = opened
    const [queue, dead] = [aQueue('orders'), aQueue('dead')]
    const told: number[] = []
    const aside: Aside = {
      to: dead,
      envelopeOf: (message, departure) => departed(message, queue.name, departure, clock.nowMs()),
      onMoved: messages => told.push(messages),
    }
    const settings = { ...defaultSettings, deadLetter: { ...rule, ...wish } }
    const order: PollOrder = aPoll({ settings, leaseMs: 1_000, aside })
    const lapse = async (): Promise<Leased[]> => {
      const leased = await store.poll(queue, order)
      clock.advanceMs(1_000)
      return leased
    }
    return { ...opened, queue, dead, aside, settings, order, lapse, told }
  }

  /** Sweeps until there is no more to see. */
  async function sweepAll(
    store: Store,
    queue: QueueRef,
    { judge, aside }: PollOrder,
  ): Promise<Omit<SweepPage, 'cursor'>> {
    const sum = { dropped: 0, movedAside: 0 }
    for (let cursor: string | undefined, pages = 0; pages === 0 || cursor !== undefined; pages++) {
      const page: SweepPage = await store.sweep(queue, { judge, aside, cursor })
      sum.dropped += page.dropped
      sum.movedAside += page.movedAside
      cursor = page.cursor
    }
    return sum
  }

  test('a message whose attempts are over is not handed out but moved, as it was', async () => {
    const { store, queue, dead, order, lapse } = await aScene()
    const attributes = { n: { type: 'number', value: '1' } } as const
    await store.publish(queue, [anEnvelope({ body: 'bad', attributes })])
    const [first] = await lapse()
    const [second] = await lapse()
    expect(second!.message.delivery.attempts).toBe(2)
    expect(await store.poll(queue, order)).toEqual([])
    expect(await store.find(queue, first!.message.id)).toBeUndefined()
    const [moved] = await store.poll(dead, aPoll())
    expect(moved!.message).toMatchObject({ id: first!.message.id, delivery: { attempts: 3 } })
    const { body, origins, ...rest } = moved!.message.envelope
    expect(text(body)).toBe('bad')
    expect(rest).toMatchObject({ sentAtMs: startMs, attributes })
    expect(origins).toEqual([{ queue: 'orders', reason: 'attemptsExhausted', attempts: 2, atMs: startMs + 2_000 }])
    expect(await store.stats(queue)).toMatchObject({ visible: 0, inFlight: 0 })
    expect(await store.stats(dead)).toMatchObject({ visible: 0, inFlight: 1 })
  })

  test('receipts from before the move are over, those from after it count', async () => {
    const { store, queue, dead, order, lapse } = await aScene()
    await store.publish(queue, [anEnvelope()])
    await lapse()
    const [second] = await lapse()
    await store.poll(queue, order)
    expect(await store.settle(queue, [anAck(second!.receipt)])).toEqual([{ kind: 'gone' }])
    const [moved] = await store.poll(dead, aPoll())
    expect(await store.settle(dead, [anAck(moved!.receipt)])).toEqual([{ kind: 'done' }])
    expect(await store.find(dead, moved!.message.id)).toBeUndefined()
  })

  test('what the last worker said goes along', async () => {
    const { store, queue, dead, order } = await aScene({ attemptsMax: 1 })
    await store.publish(queue, [anEnvelope()])
    const [leased] = await store.poll(queue, order)
    await store.settle(queue, [aRelease(leased!.receipt, 0, 'no such customer')])
    expect(await store.poll(queue, order)).toEqual([])
    const [moved] = await store.poll(dead, aPoll())
    expect(moved!.message.envelope.origins).toMatchObject([{ text: 'no such customer' }])
  })

  test('a message may bring a limit of its own', async () => {
    const { store, queue, order, lapse } = await aScene()
    await store.publish(queue, [anEnvelope({ attemptsMax: 3 }), anEnvelope({ attemptsMax: 1 })])
    expect(await lapse()).toHaveLength(2)
    expect(await lapse()).toHaveLength(1)
    expect(await lapse()).toHaveLength(1)
    expect(await store.poll(queue, order)).toEqual([])
  })

  test('others are handed out beside what is moved, and batches go as well as single messages', async () => {
    const { store, queue, dead, order, lapse } = await aScene({ attemptsMax: 1 })
    await store.publish(
      queue,
      Array.from({ length: 10 }, (_, at) => anEnvelope({ body: `${at}` })),
    )
    expect(await lapse()).toHaveLength(10)
    await store.publish(queue, [anEnvelope({ body: 'good', sentAtMs: startMs + 1_000 })])
    const leased: Leased[] = []
    for (let polls = 0; polls < 5; polls++) leased.push(...(await store.poll(queue, order)))
    expect(leased.map(({ message }) => text(message.envelope.body))).toEqual(['good'])
    const moved = await store.browse(dead, { state: 'visible', limit: 100, maxBytes: 1e6 })
    expect(moved.messages).toHaveLength(10)
  })

  test('hand-overs from before the move are shown in the other queue, and do not count there', async () => {
    const { store, dead, queue, settings, lapse, order } = await aScene()
    await store.publish(queue, [anEnvelope()])
    await lapse()
    await lapse()
    await store.poll(queue, order)
    const there = aPoll({ settings, leaseMs: 0, aside: order.aside })
    expect(await store.poll(dead, there)).toMatchObject([{ message: { delivery: { attempts: 3 } } }])
    expect(await store.poll(dead, there)).toMatchObject([{ message: { delivery: { attempts: 4 } } }])
  })

  test('who holds a message can give it up, with a word', async () => {
    const { store, queue, dead, aside, order } = await aScene()
    await store.publish(queue, [anEnvelope({ body: 'a' }), anEnvelope({ body: 'b' })])
    const [first, second] = await store.poll(queue, order)
    const giveUp = ({ receipt }: Leased): Settlement => ({
      kind: 'moveAside',
      aside,
      receipt,
      ifLapsed: 'refuse',
      text: 'no',
    })
    expect(await store.settle(queue, [giveUp(first!), giveUp(first!), anAck(second!.receipt)])).toEqual([
      { kind: 'done' },
      { kind: 'gone' },
      { kind: 'done' },
    ])
    const [moved] = await store.poll(dead, aPoll())
    expect(moved!.message.id).toBe(first!.message.id)
    expect(moved!.message.envelope.origins).toMatchObject([{ reason: 'nacked', text: 'no', attempts: 1 }])
    expect(await store.stats(queue)).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 })
  })

  test('a message that comes back knows nothing of the receipts from before', async () => {
    const { store, queue, dead, aside, order } = await aScene()
    await store.publish(queue, [anEnvelope()])
    const [leased] = await store.poll(queue, order)
    await store.settle(queue, [{ kind: 'moveAside', aside, receipt: leased!.receipt, ifLapsed: 'refuse' }])
    const back = { judge: () => ({ kind: 'deadLetter', reason: 'expired' }) as const, aside: { ...aside, to: queue } }
    expect(await sweepAll(store, dead, { ...order, ...back })).toEqual({ dropped: 0, movedAside: 1 })
    expect(await store.settle(queue, [anAck(leased!.receipt)])).toEqual([{ kind: 'replaced' }])
    expect(await store.poll(queue, aPoll())).toMatchObject([{ message: { id: leased!.message.id } }])
  })

  test('who does not hold it any more cannot', async () => {
    const { store, queue, aside, lapse } = await aScene()
    await store.publish(queue, [anEnvelope()])
    const [leased] = await lapse()
    const giveUp: Settlement = { kind: 'moveAside', aside, receipt: leased!.receipt, ifLapsed: 'refuse' }
    expect(await store.settle(queue, [giveUp])).toEqual([{ kind: 'lapsed' }])
    await lapse()
    expect(await store.settle(queue, [giveUp])).toEqual([{ kind: 'replaced' }])
  })

  test('a sweep moves and drops what is due, leases nothing, and sees all in the end', async () => {
    const { store, clock, queue, dead, order, lapse } = await aScene({ attemptsMax: 1 })
    await store.publish(queue, [anEnvelope({ body: 'bad' }), anEnvelope({ body: 'bad too' })])
    await lapse()
    for (let some = 0; some < 30; some++)
      await store.publish(
        queue,
        Array.from({ length: 10 }, () => anEnvelope({ sentAtMs: startMs + 1_000 })),
      )
    // Of all that are visible it became so first, and it comes last.
    const first = { priority: 16, readyAtMs: startMs - 1 }
    await store.publish(queue, [anEnvelope({ ...first, expiresAtMs: startMs + 1_500 })])
    clock.advanceMs(1_000)
    expect(await sweepAll(store, queue, order)).toEqual({ dropped: 1, movedAside: 2 })
    expect(await sweepAll(store, queue, order)).toEqual({ dropped: 0, movedAside: 0 })
    expect(await store.stats(queue)).toMatchObject({ visible: 300, inFlight: 0 })
    expect(await store.stats(dead)).toMatchObject({ visible: 2 })
  })

  test('how many went is told once they are gone, of each move once, and never of none', async () => {
    const { store, queue, dead, aside, order, lapse, told } = await aScene({ attemptsMax: 1 })
    const toldNow = (): number => told.splice(0).reduce((sum, messages) => sum + messages, 0)
    await store.publish(queue, [anEnvelope(), anEnvelope(), anEnvelope()])
    const [first] = await lapse()
    expect(toldNow()).toBe(0)
    await store.poll(queue, order)
    expect(toldNow()).toBe(3)
    const giveUp = ({ receipt }: Leased): Settlement => ({ kind: 'moveAside', aside, receipt, ifLapsed: 'refuse' })
    await store.publish(queue, [anEnvelope(), anEnvelope()])
    const [second] = await store.poll(queue, order)
    await store.settle(queue, [giveUp(second!), giveUp(second!), giveUp(first!)])
    expect(toldNow()).toBe(1)
    await lapse()
    expect(await sweepAll(store, queue, order)).toEqual({ dropped: 0, movedAside: 1 })
    expect(toldNow()).toBe(1)
    await store.publish(queue, [anEnvelope()])
    await lapse()
    await store.discard(dead)
    await store.poll(queue, order)
    await sweepAll(store, queue, order)
    expect(told).toEqual([])
  })

  test('a moved message keeps its priority', async () => {
    const { store, clock, wall, queue, dead, order, lapse } = await aScene({ attemptsMax: 1 })
    const urgent = { priority: 1 }
    await store.publish(dead, [anEnvelope({ ...urgent, expiresAtMs: startMs + 1 })])
    await store.publish(queue, [anEnvelope({ ...urgent, body: 'urgent' })])
    for (const time of [clock, wall]) time.advanceMs(5_000) // by then all know of the priority
    await store.publish(dead, [anEnvelope({ body: 'usual' })])
    await lapse()
    expect(await store.poll(queue, order)).toEqual([])
    const leased = [
      await store.poll(dead, aPoll({ maxMessages: 1 })),
      await store.poll(dead, aPoll({ maxMessages: 1 })),
    ]
    expect(leased.map(([one]) => text(one!.message.envelope.body))).toEqual(['urgent', 'usual'])
    expect(leased[0]![0]!.message.envelope.priority).toBe(1)
  })

  test('nothing goes into a queue that is gone', async () => {
    const { store, queue, dead, aside, settings, order, lapse } = await aScene()
    await store.publish(queue, [anEnvelope()])
    await lapse()
    const [second] = await store.poll(queue, order)
    await store.discard(dead)
    const giveUp: Settlement = { kind: 'moveAside', aside, receipt: second!.receipt, ifLapsed: 'refuse' }
    await expect(store.settle(queue, [giveUp])).rejects.toMatchObject({ code: 'StoreBusy' })
    await store.settle(queue, [aRelease(second!.receipt)])
    expect(await store.poll(queue, order)).toEqual([])
    expect(await sweepAll(store, queue, order)).toEqual({ dropped: 0, movedAside: 0 })
    const { deadLetter, ...without } = settings
    expect(deadLetter).toBeDefined()
    expect(await store.poll(queue, { ...order, judge: aJudge(1_000, without) })).toHaveLength(1)
  })

  test('who waits at the other queue is woken', async () => {
    const { store, queue, dead, order, lapse } = await aScene({ attemptsMax: 1 })
    await store.publish(queue, [anEnvelope()])
    await lapse()
    let isOver = false
    const { signal } = new AbortController()
    const waiting = store.wait(dead, { for: 'message', untilWallMs: startMs + 20_000, signal }).then(() => {
      isOver = true
    })
    await settled()
    expect(isOver).toBe(false)
    await store.poll(queue, order)
    await waiting
  })
}
