import { expect, test } from 'vitest'
import { limits } from '../../lib/domain/limits.ts'
import { defaultSettings } from '../../lib/domain/queue.ts'
import type { RetryPolicy } from '../../lib/domain/retryPolicy.ts'
import { anEnvelope, aPoll, aQueue, aRelease, text } from '../fixtures.ts'
import { type MakeStore, openStore } from './open.ts'

const retry: RetryPolicy = { kind: 'table', delaysSeconds: [5, 604_800], jitter: 0.25 }
const weekMs = 604_800_000

export function retryPromises(makeStore: MakeStore): void {
  test('a message keeps its retry policy: handed out, found, browsed, given back for long, edited', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    await store.publish(queue, [anEnvelope({ retry })])
    const [leased] = await store.poll(queue, aPoll())
    expect(leased!.message.envelope.retry).toEqual(retry)
    await store.settle(queue, [aRelease(leased!.receipt, 90_000)])
    expect((await store.find(queue, leased!.message.id))!.envelope.retry).toEqual(retry)
    const { token } = leased!.message.delivery
    const envelope = anEnvelope({ retry, body: 'edited' })
    const edit = { kind: 'replace', seenToken: token, envelope } as const
    expect(await store.change(queue, leased!.message.id, edit)).toBe('done')
    const { messages } = await store.browse(queue, { state: 'delayed', limit: 1, maxBytes: 1_000 })
    expect(messages).toMatchObject([{ envelope: { retry } }])
    clock.advanceMs(90_000)
    const { message } = (await store.poll(queue, aPoll()))[0]!
    expect(message).toMatchObject({ envelope: { retry }, delivery: { attempts: 2 } })
    expect(text(message.envelope.body)).toBe('edited')
  })

  test('a message that has none gets none', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    await store.publish(queue, [anEnvelope(), anEnvelope({ retry })])
    const leased = await store.poll(queue, aPoll())
    expect(leased.map(({ message }) => message.envelope.retry)).toEqual([undefined, retry])
  })

  test('a release may be as long as a policy says, and the message comes then, to the millisecond', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    const order = aPoll({ settings: { ...defaultSettings, retentionSeconds: limits.retentionSecondsMax } })
    await store.publish(queue, [anEnvelope({ retry })])
    const [leased] = await store.poll(queue, order)
    await store.settle(queue, [aRelease(leased!.receipt, weekMs)])
    clock.advanceMs(weekMs - 1)
    expect(await store.poll(queue, order)).toEqual([])
    clock.advanceMs(1)
    expect(await store.poll(queue, order)).toMatchObject([{ message: { delivery: { attempts: 2 } } }])
  })
}
