import { expect, test } from 'vitest'
import type { QueueRef } from '../../lib/domain/queue.ts'
import type { Departing, RedriveOrder, Store } from '../../lib/store/store.ts'
import { anAck, anEnvelope, aPoll, aQueue, startMs, text } from '../fixtures.ts'
import { type MakeStore, openStore, settled } from './open.ts'

/** Two queues, messages to be put from one into the other. */
export function redrivePromises(makeStore: MakeStore): void {
  async function aScene() {
    const opened = await openStore(makeStore)
    const [dead, orders, other] = [aQueue('dead'), aQueue('orders'), aQueue('other')]
    return { ...opened, dead, orders, other }
  }

  const allTo = (to: QueueRef): RedriveOrder => ({
    mayGo: () => true,
    choose: ({ envelope }) => ({ to, envelope }),
    isFull: () => false,
  })

  /** Steps until there is no more to see; before each the order may say something new. */
  async function redriveAll(store: Store, queue: QueueRef, orderOf: (step: number) => RedriveOrder): Promise<number[]> {
    const moved: number[] = []
    for (let cursor: string | undefined, step = 0; step === 0 || cursor !== undefined; step++) {
      const page = await store.redrive(queue, { ...orderOf(step), cursor })
      moved.push(page.moved)
      cursor = page.cursor
    }
    return moved
  }

  const bodiesIn = async (store: Store, queue: QueueRef): Promise<string[]> => {
    const { messages } = await store.browse(queue, { state: 'visible', limit: 1_000, maxBytes: 1e7 })
    return messages.map(({ envelope }) => text(envelope.body)).sort()
  }

  test('a message goes under a new id, as it is said, and begins anew', async () => {
    const { store, clock, dead, orders } = await aScene()
    await store.publish(dead, [anEnvelope({ body: 'a' })])
    const [leased] = await store.poll(dead, aPoll({ leaseMs: 1_000 }))
    clock.advanceMs(1_000)
    const order: RedriveOrder = {
      ...allTo(orders),
      choose: ({ id, envelope }) => ({ to: orders, envelope: { ...envelope, originId: id } }),
    }
    expect(await redriveAll(store, dead, () => order)).toEqual([1])
    expect(await store.find(dead, leased!.message.id)).toBeUndefined()
    expect(await store.find(orders, leased!.message.id)).toBeUndefined()
    const { messages } = await store.browse(orders, { state: 'visible', limit: 1, maxBytes: 1e6 })
    const { id } = messages[0]!
    expect(id).not.toBe(leased!.message.id)
    const found = (await store.find(orders, id))!
    expect(found.envelope).toMatchObject({ sentAtMs: startMs, originId: leased!.message.id })
    expect(found.delivery).toMatchObject({ attempts: 0, leased: false, token: '', visibleAtMs: startMs + 1_000 })
    expect(await store.stats(dead)).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 })
    expect(await store.settle(dead, [anAck(leased!.receipt)])).toEqual([{ kind: 'gone' }])
    const [again] = await store.poll(orders, aPoll())
    expect(again!.message).toMatchObject({ id, delivery: { attempts: 1 } })
    expect(await store.settle(orders, [anAck(again!.receipt)])).toEqual([{ kind: 'done' }])
    expect(await store.stats(orders)).toMatchObject({ visible: 0, inFlight: 0 })
  })

  test('what is leased or delayed stays', async () => {
    const { store, dead, orders } = await aScene()
    await store.publish(dead, [anEnvelope({ body: 'leased' })])
    await store.poll(dead, aPoll())
    await store.publish(dead, [anEnvelope({ body: 'delayed', delayMs: 1_000 }), anEnvelope({ body: 'visible' })])
    expect(await redriveAll(store, dead, () => allTo(orders))).toEqual([1])
    expect(await bodiesIn(store, orders)).toEqual(['visible'])
    expect(await store.stats(dead)).toMatchObject({ visible: 0, inFlight: 1, delayed: 1 })
  })

  test('each goes where it is said, or stays, also of one publish', async () => {
    const { store, dead, orders, other } = await aScene()
    const names = ['orders', 'other', 'stay', 'orders', 'other', 'stay']
    const large = 'x'.repeat(5_000)
    await store.publish(
      dead,
      names.map((name, at) => anEnvelope({ body: `${name} ${at} ${large}` })),
    )
    const targets: Record<string, QueueRef> = { orders, other }
    const choose: RedriveOrder['choose'] = ({ envelope }): Departing | undefined => {
      const to = targets[text(envelope.body).split(' ')[0]!]
      return to && { to, envelope }
    }
    expect(await redriveAll(store, dead, () => ({ ...allTo(orders), choose }))).toEqual([4])
    const bodies = async (queue: QueueRef) => (await bodiesIn(store, queue)).map(body => body.slice(0, 7).trim())
    expect(await bodies(orders)).toEqual(['orders', 'orders'])
    expect(await bodies(other)).toEqual(['other 1', 'other 4'])
    expect(await bodies(dead)).toEqual(['stay 2', 'stay 5'])
  })

  test('nobody reads what may not go', async () => {
    const { store, dead, orders } = await aScene()
    await store.publish(dead, [anEnvelope({ body: 'a' }), anEnvelope({ body: 'b' })])
    const { messages } = await store.browse(dead, { state: 'visible', limit: 9, maxBytes: 1e6 })
    const wanted = messages[1]!
    const read: string[] = []
    const order: RedriveOrder = {
      mayGo: id => id === wanted.id,
      choose(message) {
        read.push(message.id)
        return { to: orders, envelope: message.envelope }
      },
      isFull: () => false,
    }
    expect(await redriveAll(store, dead, () => order)).toEqual([1])
    expect(read).toEqual([wanted.id])
    expect(await bodiesIn(store, orders)).toEqual([text(wanted.envelope.body)])
  })

  test('a full order ends a step, and the next goes on with the next message: each is looked at once', async () => {
    const { store, dead, orders } = await aScene()
    for (const batch of [0, 1, 2, 3])
      await store.publish(
        dead,
        Array.from({ length: 10 }, (_, at) => anEnvelope({ body: `${batch}${at}` })),
      )
    const looked: string[] = []
    const orderOf = (step: number): RedriveOrder => {
      let left = step === 1 ? 0 : 7
      return {
        ...allTo(orders),
        choose({ id, envelope }) {
          looked.push(id)
          if (text(envelope.body).endsWith('3')) return undefined
          left -= 1
          return { to: orders, envelope }
        },
        isFull: () => left === 0,
      }
    }
    const moved = await redriveAll(store, dead, orderOf)
    expect(moved.slice(0, 3)).toEqual([7, 0, 7])
    expect(moved.reduce((sum, count) => sum + count, 0)).toBe(36)
    expect(looked).toHaveLength(40)
    expect(new Set(looked).size).toBe(40)
    expect(await bodiesIn(store, orders)).toHaveLength(36)
    expect(await bodiesIn(store, dead)).toEqual(['03', '13', '23', '33'])
  })

  test('goes through all there is, whatever the priority', async () => {
    const { store, dead, orders } = await aScene()
    for (let some = 0; some < 30; some++)
      await store.publish(
        dead,
        Array.from({ length: 10 }, () => anEnvelope({ priority: some % 3 === 0 ? 1 : 8 })),
      )
    const moved = await redriveAll(store, dead, () => allTo(orders))
    expect(moved.reduce((sum, count) => sum + count, 0)).toBe(300)
    expect(await store.stats(dead)).toMatchObject({ visible: 0 })
    expect(await store.stats(orders)).toMatchObject({ visible: 300 })
  })

  test('nothing goes into a queue that is gone, nor comes out of one', async () => {
    const { store, dead, orders } = await aScene()
    await store.publish(dead, [anEnvelope()])
    await store.discard(orders)
    expect(await redriveAll(store, dead, () => allTo(orders))).toEqual([0])
    expect(await store.stats(dead)).toMatchObject({ visible: 1 })
    await store.discard(dead)
    expect(await redriveAll(store, dead, () => allTo(aQueue('new')))).toEqual([0])
  })

  test('who waits at the other queue is woken', async () => {
    const { store, dead, orders } = await aScene()
    await store.publish(dead, [anEnvelope()])
    let isOver = false
    const { signal } = new AbortController()
    const waiting = store.wait(orders, { for: 'message', untilWallMs: startMs + 20_000, signal }).then(() => {
      isOver = true
    })
    await settled()
    expect(isOver).toBe(false)
    await store.redrive(dead, allTo(orders))
    await waiting
  })
}
