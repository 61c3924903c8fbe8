import { expect, test } from 'vitest'
import { parseId } from '../../lib/domain/id.ts'
import { limits } from '../../lib/domain/limits.ts'
import type { Message } from '../../lib/domain/message.ts'
import { anAck, anEnvelope, aPoll, aQueue, startMs, text } from '../fixtures.ts'
import { type MakeStore, openStore } from './open.ts'

export function publishPromises(makeStore: MakeStore): void {
  test('a message comes back as it went in: bytes, kind, attributes, times', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    const envelope = anEnvelope({
      body: Uint8Array.of(0, 255, 10, 128),
      kind: 'binary',
      attributes: {
        colour: { type: 'string', value: 'blåbär 🫐' },
        price: { type: 'number', label: 'cents', value: '100000000000000000000000.5' },
        digest: { type: 'binary', value: Uint8Array.of(1, 2, 3) },
      },
      expiresAtMs: startMs + 90_000,
    })
    await store.publish(queue, [envelope])
    const [leased] = await store.poll(queue, aPoll())
    expect(Buffer.from(leased!.message.envelope.body)).toEqual(Buffer.from(envelope.body))
    const { digest, ...texts } = leased!.message.envelope.attributes
    expect(texts).toEqual({ colour: envelope.attributes.colour, price: envelope.attributes.price })
    expect(Buffer.from(digest!.value as Uint8Array)).toEqual(Buffer.from([1, 2, 3]))
    expect(leased!.message.envelope).toMatchObject({
      kind: 'binary',
      sentAtMs: startMs,
      readyAtMs: startMs,
      expiresAtMs: startMs + 90_000,
    })
  })

  test('results stand in the order of the envelopes, each with an id of its own', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    const bodies = Array.from({ length: 16 }, (_, index) => `message ${index}`)
    const reply = await store.publish(
      queue,
      bodies.map(body => anEnvelope({ body })),
    )
    const ids =
      reply.kind === 'published' ? reply.results.map(result => (result.kind === 'stored' ? result.id : '')) : []
    expect(new Set(ids).size).toBe(16)
    expect(ids.every(id => parseId(id) !== undefined)).toBe(true)
    for (const [index, id] of ids.entries())
      expect(text((await store.find(queue, id))!.envelope.body)).toBe(bodies[index])
  })

  test('a body may be empty, and as large as a mebibyte', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    const large = Buffer.alloc(1024 * 1024, 'x')
    await store.publish(queue, [anEnvelope({ body: '' }), anEnvelope({ body: large })])
    const leased = await store.poll(queue, aPoll())
    expect(leased.map(({ message }) => message.envelope.body.length)).toEqual([0, 1024 * 1024])
    expect(large.equals(leased[1]!.message.envelope.body)).toBe(true)
  })

  test('fields that a newer version wrote are kept', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    await store.publish(queue, [anEnvelope({ rest: { later: { nested: [1, 'two'] } } })])
    const [leased] = await store.poll(queue, aPoll())
    expect(leased!.message.envelope.rest).toEqual({ later: { nested: [1, 'two'] } })
  })

  test('queues do not see each other, nor other generations of themselves', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    await store.publish(queue, [anEnvelope({ body: 'mine' })])
    for (const other of [aQueue(), { ...queue, generation: 2 }]) {
      expect(await store.poll(other, aPoll())).toEqual([])
      expect(await store.stats(other)).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 })
      expect(
        (await store.browse(other, { state: 'visible', limit: 10, maxBytes: limits.answerBytesMax })).messages,
      ).toEqual([])
    }
    expect(await store.poll(queue, aPoll())).toHaveLength(1)
  })

  test('queues that all hold messages keep apart: each shows, counts and hands out its own', async () => {
    const { store } = await openStore(makeStore)
    const first = aQueue()
    const queues = [first, aQueue(), { ...first, generation: 2 }]
    for (const [index, queue] of queues.entries())
      await store.publish(queue, [anEnvelope({ body: `visible ${index}` }), anEnvelope({ delayMs: 1_000 })])
    const bodies = (messages: readonly Message[]) => messages.map(({ envelope }) => text(envelope.body))
    for (const [index, queue] of queues.entries()) {
      const order = { state: 'visible', limit: 10, maxBytes: limits.answerBytesMax } as const
      expect(bodies((await store.browse(queue, order)).messages)).toEqual([`visible ${index}`])
      expect(await store.stats(queue)).toMatchObject({ visible: 1, delayed: 1 })
      const leased = await store.poll(queue, aPoll())
      expect(bodies(leased.map(({ message }) => message))).toEqual([`visible ${index}`])
    }
  })

  const aRequest = { key: 'k1', fingerprint: 'f1', keepUntilMs: startMs + 86_400_000 }

  test('the same request key answers the same and stores nothing again, also after the message is acked', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    const first = await store.publish(queue, [anEnvelope(), anEnvelope()], aRequest)
    expect(await store.publish(queue, [anEnvelope(), anEnvelope()], aRequest)).toEqual(first)
    const leased = await store.poll(queue, aPoll())
    expect(leased).toHaveLength(2)
    await store.settle(
      queue,
      leased.map(({ receipt }) => anAck(receipt)),
    )
    clock.advanceMs(86_399_000)
    expect(await store.publish(queue, [anEnvelope(), anEnvelope()], aRequest)).toEqual(first)
    expect(await store.stats(queue)).toMatchObject({ visible: 0, inFlight: 0 })
  })

  test('each request key has an answer of its own, until its own time is over', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    const first = await store.publish(queue, [anEnvelope()], aRequest)
    clock.advanceMs(1_000)
    const later = { key: 'k2', fingerprint: 'f2', keepUntilMs: startMs + 86_401_000 }
    const second = await store.publish(queue, [anEnvelope()], later)
    expect(await store.publish(queue, [anEnvelope()], aRequest)).toEqual(first)
    clock.advanceMs(86_399_999)
    expect(await store.publish(queue, [anEnvelope()], later)).toEqual(second)
    expect(await store.stats(queue)).toMatchObject({ visible: 2 })
  })

  test('two calls at once with one request key store once', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    const [one, two] = await Promise.all([
      store.publish(queue, [anEnvelope()], aRequest),
      store.publish(queue, [anEnvelope()], aRequest),
    ])
    expect(two).toEqual(one)
    expect(await store.stats(queue)).toMatchObject({ visible: 1 })
  })

  test('a request key with another fingerprint is refused, and stores nothing', async () => {
    const { store } = await openStore(makeStore)
    const queue = aQueue()
    await store.publish(queue, [anEnvelope()], aRequest)
    const reply = await store.publish(queue, [anEnvelope()], { ...aRequest, fingerprint: 'f2' })
    expect(reply).toEqual({ kind: 'requestKeyReused' })
    expect(await store.stats(queue)).toMatchObject({ visible: 1 })
  })

  test('a request key is forgotten when its time is over, and belongs to one queue', async () => {
    const { store, clock } = await openStore(makeStore)
    const queue = aQueue()
    const other = aQueue()
    await store.publish(queue, [anEnvelope()], aRequest)
    await store.publish(other, [anEnvelope()], { ...aRequest, fingerprint: 'f2' })
    expect(await store.stats(other)).toMatchObject({ visible: 1 })
    clock.advanceMs(86_400_000)
    const again = { key: 'k1', fingerprint: 'f2', keepUntilMs: clock.nowMs() + 86_400_000 }
    expect(await store.publish(queue, [anEnvelope()], again)).toMatchObject({ kind: 'published' })
    expect(await store.stats(queue)).toMatchObject({ visible: 2 })
  })
}
