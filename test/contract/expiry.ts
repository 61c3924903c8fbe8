import { expect, test } from 'vitest'
import { departed } from '../../lib/domain/deadLetter.ts'
import { defaultSettings, type QueueRef } from '../../lib/domain/queue.ts'
import { queueKind } from '../../lib/store/queueKind.ts'
import type { Aside } from '../../lib/store/store.ts'
import { anEnvelope, aPoll, aQueue, startMs, text } from '../fixtures.ts'
import { type MakeStore, openStore, settled } from './open.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const deadLetter = { queue: 'dead', attemptsMax: 5, expired: true }
const settings = { ...defaultSettings, deadLetter }

/** What becomes of messages that expire where their queue, by its document, moves them aside. */
export function expiryPromises(makeStore: MakeStore): void {
  async function aScene() {
    const opened = await openStore(makeStore)
    const { store, clock } = opened
    const [queue, dead] = [aQueue('orders'), aQueue('dead')]
    const asideTo = (to: QueueRef, from: QueueRef): Aside => ({
      to,
      envelopeOf: (message, departure) => departed(message, from.name, departure, clock.nowMs()),
    })
    const order = aPoll({ settings, aside: asideTo(dead, queue) })
    const setRule = (ruled: QueueRef = queue) =>
      store.documents.write(queueKind, ruled.name, { ...ruled, settings: { deadLetter } }, 'absent')
    const later = async (ms: number): Promise<void> => {
      clock.advanceMs(ms)
      await settled()
    }
    /** What has been moved aside once the queue was polled. */
    const moved = async (): Promise<string[]> => {
      expect(await store.poll(queue, order)).toEqual([])
      const found = await store.poll(dead, aPoll())
      return found.map(({ message }) => text(message.envelope.body)).sort()
    }
    return { ...opened, queue, dead, asideTo, order, setRule, later, moved }
  }

  const short = (body: string) => anEnvelope({ body, expiresAtMs: startMs + hourMs })

  test('they are moved and live on there, for as long as that queue keeps messages', async () => {
    const { store, queue, dead, order, setRule, later } = await aScene()
    await setRule()
    await store.publish(queue, [short('a')])
    await later(2 * hourMs)
    expect(await store.poll(queue, order)).toEqual([])
    await later(4 * dayMs - 1)
    const [moved] = await store.poll(dead, aPoll({ leaseMs: 0 }))
    expect(moved!.message.envelope.origins).toMatchObject([{ reason: 'expired', attempts: 0 }])
    await later(1)
    expect(await store.poll(dead, aPoll())).toEqual([])
  })

  test('also where they came before the rule, in every priority, or were edited before it', async () => {
    const { store, queue, setRule, later, moved } = await aScene()
    await store.publish(queue, [short('a'), { ...short('b'), priority: 1 }, anEnvelope({ body: 'c' })])
    const { messages } = await store.browse(queue, { state: 'visible', limit: 3, maxBytes: 1e6 })
    const { id, delivery } = messages.find(({ envelope }) => text(envelope.body) === 'c')!
    await store.change(queue, id, { kind: 'replace', seenToken: delivery.token, envelope: short('c') })
    await setRule()
    await later(2 * hourMs)
    expect(await moved()).toEqual(['a', 'b', 'c'])
  })

  test('also where they were moved there with an expiry of their own', async () => {
    const { store, queue, asideTo, setRule, later, moved } = await aScene()
    const source = aQueue('source')
    await setRule()
    await store.publish(source, [short('a')])
    const [leased] = await store.poll(source, aPoll())
    const aside = asideTo(queue, source)
    await store.settle(source, [{ kind: 'moveAside', aside, receipt: leased!.receipt, ifLapsed: 'refuse' }])
    await later(2 * hourMs)
    expect(await moved()).toEqual(['a'])
  })

  test('and where nobody asked for them for as long as any queue keeps messages', async () => {
    const { store, queue, setRule, later, moved } = await aScene()
    await setRule()
    await store.publish(queue, [anEnvelope({ body: 'a' }), short('b')])
    for (let days = 0; days < 20; days++) await later(dayMs)
    expect(await moved()).toEqual(['a', 'b'])
  })
}
