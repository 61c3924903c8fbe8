import { expect, test } from 'vitest'
import type { Message } from '../../lib/domain/message.ts'
import type { RedrivePage } from '../../lib/store/store.ts'
import { anAck, anEnvelope, aPoll, aQueue, aRelease, startMs, text } from '../fixtures.ts'
import { aLuckyQueue, newMs, type Wish } from './luck.ts'
import type { MakeStore } from './open.ts'

const noisyFrom = 30

/** A queue that has had groups for a while. */
async function aSharedQueue(makeStore: MakeStore, priorities: (number | undefined)[] = [undefined]) {
  const shared = await aLuckyQueue(
    makeStore,
    priorities.map(priority => ({ groupId: 'first', priority })),
  )
  const { put, pass } = shared
  /** Of one group, one after the other, a millisecond apart. */
  const putMany = async (count: number, wish: Wish) => {
    const ids: string[] = []
    for (let nth = 0; nth < count; nth++) {
      ids.push(...(await put(wish)))
      pass(1)
    }
    return ids
  }
  const drain = () => shared.drain({ maxMessages: 1 })
  return { ...shared, putMany, drain }
}

const times = (count: number, body: string): string[] => new Array(count).fill(body)

/** What a group that publishes a lot does to the others: groups on standard queues. */
export function fairPromises(makeStore: MakeStore): void {
  test('a group that publishes a lot comes after the others, whatever was there first', async () => {
    const { putMany, put, drain } = await aSharedQueue(makeStore)
    await putMany(noisyFrom + 9, { groupId: 'loud' })
    await put({ groupId: 'quiet' }, { body: 'none' })
    expect(await drain()).toEqual([...times(noisyFrom - 1, 'loud'), 'quiet', 'none', ...times(10, 'loud')])
  })

  test('a call may hold messages of both', async () => {
    const { putMany, put, drain, finishAll } = await aSharedQueue(makeStore)
    await putMany(noisyFrom, { groupId: 'loud' })
    await finishAll()
    const ids = await put({ groupId: 'loud' }, { groupId: 'quiet' }, { groupId: 'loud' }, { groupId: 'other' })
    expect(new Set(ids).size).toBe(4)
    expect(await drain()).toEqual(['quiet', 'other', 'loud', 'loud'])
  })

  test('of one priority: what is worse still comes later', async () => {
    const { putMany, put, drain, finishAll } = await aSharedQueue(makeStore, [3, undefined])
    await putMany(noisyFrom, { groupId: 'loud', priority: 3 })
    await finishAll()
    await put({ groupId: 'loud', priority: 3, body: 'loud 3' }, { groupId: 'loud' })
    await put({ groupId: 'quiet' }, { groupId: 'quiet', priority: 3, body: 'quiet 3' })
    expect(await drain()).toEqual(['quiet 3', 'loud 3', 'quiet', 'loud'])
  })

  test('it is not starved: polls that begin at the worst lease of it what has waited for more than five seconds', async () => {
    const { putMany, put, pass, bodies, luck, finishAll } = await aSharedQueue(makeStore)
    await putMany(noisyFrom, { groupId: 'loud' })
    await finishAll()
    await put({ groupId: 'loud' })
    pass(5_000)
    await put({ groupId: 'quiet' }, { groupId: 'quiet' })
    luck.worst = true
    expect(await bodies({ maxMessages: 1 })).toEqual(['quiet'])
    pass(1)
    expect(await bodies({ maxMessages: 1 })).toEqual(['loud'])
    expect(await bodies({ maxMessages: 1 })).toEqual(['quiet'])
  })

  test('nor does it take the turn of the others of a worse priority', async () => {
    const { putMany, put, pass, bodies, luck, finishAll } = await aSharedQueue(makeStore, [1, undefined])
    await putMany(noisyFrom, { groupId: 'loud' })
    await finishAll()
    await put({ groupId: 'loud' }, { groupId: 'quiet' })
    pass(5_001)
    await put({ body: 'best', priority: 1 })
    luck.worst = true
    expect(await bodies({ maxMessages: 1 })).toEqual(['quiet'])
    expect(await bodies({ maxMessages: 1 })).toEqual(['loud'])
    expect(await bodies({ maxMessages: 1 })).toEqual(['best'])
  })

  test('its messages keep their place when they come again or are edited, and their id', async () => {
    const { store, queue, putMany, put, pass, poll, drain, finishAll } = await aSharedQueue(makeStore)
    await putMany(noisyFrom, { groupId: 'loud' })
    await finishAll()
    const [, , edited] = await put(...['released', 'lapsed', 'before'].map(body => ({ groupId: 'loud', body })))
    const [released] = await poll({ maxMessages: 1 })
    await poll({ maxMessages: 1 })
    await store.settle(queue, [aRelease(released!.receipt, 20_000)])
    const { envelope } = (await store.find(queue, edited!))!
    const change = { kind: 'replace', seenToken: '', envelope: { ...envelope, body: Buffer.from('edited') } } as const
    expect(await store.change(queue, edited!, change)).toBe('done')
    pass(40_000)
    await put({ groupId: 'quiet' })
    expect((await store.find(queue, edited!))!.envelope.groupId).toBe('loud')
    const [first, ...others] = await drain()
    expect(first).toBe('quiet')
    expect(others.sort()).toEqual(['edited', 'lapsed', 'released'])
  })

  test('and when they go to another queue', async () => {
    const { store, queue, putMany, put, finishAll } = await aSharedQueue(makeStore)
    const to = aQueue('elsewhere')
    await store.publish(to, [anEnvelope({ groupId: 'first', body: 'first', sentAtMs: startMs + newMs })])
    await putMany(noisyFrom, { groupId: 'loud' })
    await finishAll()
    await put({ groupId: 'loud' })
    const order = { mayGo: () => true, isFull: () => false }
    const choose = ({ envelope }: Message) => ({ to, envelope })
    let page: RedrivePage = { moved: 0, cursor: undefined }
    do page = await store.redrive(queue, { ...order, choose, cursor: page.cursor })
    while (page.cursor !== undefined)
    const seen = await store.browse(to, { state: 'visible', limit: 10, maxBytes: 1_000_000 })
    expect(seen.messages.map(({ envelope }) => envelope.yields)).toEqual([undefined, true])
  })

  test('after five minutes of silence a group is as any other', async () => {
    const { putMany, put, pass, drain, finishAll } = await aSharedQueue(makeStore)
    await putMany(100, { groupId: 'loud' })
    await finishAll()
    pass(300_000)
    await put({ groupId: 'loud' })
    pass(10)
    await put({ groupId: 'quiet' })
    expect(await drain()).toEqual(['loud', 'quiet'])
  })

  test('its messages can be found, cancelled, acked, browsed and counted', async () => {
    const { store, queue, putMany, put, poll, finishAll } = await aSharedQueue(makeStore)
    await putMany(noisyFrom, { groupId: 'loud' })
    await finishAll()
    const [first, second, third] = await put(...['a', 'b', 'c'].map(body => ({ groupId: 'loud', body })))
    await put({ groupId: 'loud', delayMs: 60_000 })
    expect(text((await store.find(queue, second!))!.envelope.body)).toBe('b')
    expect(await store.change(queue, second!, { kind: 'cancel' })).toBe('done')
    const [held] = await poll({ maxMessages: 1 })
    expect(held!.message.id).toBe(first)
    expect(await store.stats(queue)).toMatchObject({ visible: 1, inFlight: 1, delayed: 1 })
    const page = await store.browse(queue, { state: 'visible', limit: 10, maxBytes: 1_000_000 })
    expect(page.messages.map(({ id }) => id)).toEqual([third])
    expect(await store.settle(queue, [anAck(held!.receipt)])).toEqual([{ kind: 'done' }])
    expect(await store.find(queue, first!)).toBeUndefined()
  })

  test('a group that is noisy in a queue nobody knows is handed out at once, and never lost', async () => {
    const { store } = await aSharedQueue(makeStore)
    const queue = aQueue()
    for (let call = 0; call < 10; call++)
      await store.publish(queue, new Array(10).fill(anEnvelope({ groupId: 'loud', sentAtMs: startMs })))
    let count = 0
    for (let some = await store.poll(queue, aPoll()); some.length > 0; some = await store.poll(queue, aPoll()))
      count += some.length
    expect(count).toBe(100)
  })

  test('a repeated publish answers the same, though the group has become noisy meanwhile', async () => {
    const { store, queue, putMany, drain } = await aSharedQueue(makeStore)
    const request = { key: 'k', fingerprint: 'f', keepUntilMs: startMs + 86_400_000 }
    const envelopes = [anEnvelope({ groupId: 'loud', body: 'once' }), anEnvelope({ groupId: 'quiet', body: 'also' })]
    const first = await store.publish(queue, envelopes, request)
    await putMany(noisyFrom, { groupId: 'loud' })
    expect(await store.publish(queue, envelopes, request)).toEqual(first)
    expect((await drain()).filter(body => body === 'once' || body === 'also')).toHaveLength(2)
  })

  test('no purge leaves anything of it', async () => {
    const { store, queue, putMany, bodies } = await aSharedQueue(makeStore)
    await putMany(noisyFrom + 1, { groupId: 'loud' })
    await store.discard(queue)
    expect(await bodies()).toEqual([])
    expect(await store.poll({ ...queue, generation: 2 }, aPoll())).toEqual([])
  })
}
