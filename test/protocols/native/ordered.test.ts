import { describe, expect, test } from 'vitest'
import { stores } from '../../stores.ts'
import { openDoor } from './door.ts'

const queue = '/v1/queues/orders.fifo'

describe.each(stores)('ordered queues by the native API on %s', (_name, makeStore) => {
  const open = async (settings: object = {}) => {
    const door = await openDoor(makeStore)
    const created = await door.send('PUT', queue, { body: settings })
    const ask = async (path: string, body: object = {}) => (await door.send('POST', `${queue}/${path}`, { body })).body
    return { ...door, created, ask }
  }

  test('a queue shows its settings, which may be changed but for the scope', async () => {
    const { send, created } = await open({ ordered: { deduplication: { scope: 'group' } } })
    const deduplication = { contentBased: false, windowSeconds: 300, scope: 'group' }
    expect(created).toMatchObject({ status: 201, body: { name: 'orders.fifo', ordered: { deduplication } } })
    const patch = (given: object) => send('PATCH', queue, { body: { ordered: { deduplication: given } } })
    expect((await patch({ windowSeconds: 604_800, contentBased: true })).body.ordered.deduplication).toEqual({
      contentBased: true,
      windowSeconds: 604_800,
      scope: 'group',
    })
    const refused = await patch({ scope: 'queue' })
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/ordered/deduplication/scope', limit: 'group', got: 'queue' }] },
    })
    for (const [field, wrong] of Object.entries({ windowSeconds: 0, contentBased: 1, scope: 'all' }))
      expect((await patch({ [field]: wrong })).body.errors[0].pointer).toBe(`/ordered/deduplication/${field}`)
    expect((await patch({ windowSeconds: 604_801 })).body.errors[0].limit).toBe(604_800)
  })

  test('a queue shows after how many attempts it parks a group, which may be changed and taken away', async () => {
    const { send, created } = await open({ ordered: { parkAfterAttempts: 1_000 } })
    expect(created.body.ordered).toMatchObject({ parkAfterAttempts: 1_000, deduplication: { windowSeconds: 300 } })
    const patch = (ordered: object) => send('PATCH', queue, { body: { ordered } })
    expect((await patch({ deduplication: { windowSeconds: 60 } })).body.ordered.parkAfterAttempts).toBe(1_000)
    expect((await patch({ parkAfterAttempts: 1 })).body.ordered.parkAfterAttempts).toBe(1)
    for (const [wrong, limit] of [
      [0, 1],
      [1_001, 1_000],
    ])
      expect((await patch({ parkAfterAttempts: wrong })).body.errors).toEqual([
        expect.objectContaining({ pointer: '/ordered/parkAfterAttempts', limit, got: wrong }),
      ])
    expect((await patch({ parkAfterAttempts: null })).body.ordered).not.toHaveProperty('parkAfterAttempts')
    expect((await send('GET', queue)).body.ordered).not.toHaveProperty('parkAfterAttempts')
  })

  test('a parked message is shown as delayed, with its attempts and the last words, and comes after an edit', async () => {
    const { ask, send } = await open({ ordered: { parkAfterAttempts: 1 } })
    const { messages } = await ask('messages', { messages: [{ body: 'a', groupId: 'g' }] })
    const [polled] = (await ask('poll')).messages
    await ask('nack', { receipts: [polled.receipt], reason: 'no such customer' })
    expect((await ask('poll')).messages).toEqual([])
    const shown = { id: messages[0].id, state: 'delayed', attempts: 1, lastNackReason: 'no such customer' }
    expect((await send('GET', `${queue}/messages?state=delayed`)).body.items).toEqual([expect.objectContaining(shown)])
    const edited = await send('PATCH', `${queue}/messages/${messages[0].id}`, { body: { maxAttempts: 2 } })
    expect(edited).toMatchObject({ status: 200, body: { state: 'visible', maxAttempts: 2 } })
    expect((await ask('poll')).messages).toEqual([expect.objectContaining({ id: messages[0].id, attempts: 2 })])
  })

  test('a message comes with its group, its id and its number', async () => {
    const { ask, send } = await open()
    const message = { body: 'a', groupId: '"\\', deduplicationId: 'd1' }
    const { messages } = await ask('messages', { messages: [message, { ...message, body: 'b' }] })
    expect(messages[0].sequence).toMatch(/^\d{20}$/)
    expect(messages[1]).toEqual(messages[0])
    const polled = await ask('poll', { maxMessages: 10 })
    expect(polled.messages).toEqual([expect.objectContaining({ ...message, ...messages[0] })])
    expect((await send('GET', `${queue}/messages/${messages[0].id}`)).body).toMatchObject({
      ...message,
      ...messages[0],
    })
    const browsed = await send('GET', `${queue}/messages?state=inFlight`)
    expect(browsed.body.items).toEqual([expect.objectContaining({ ...message, ...messages[0] })])
  })

  test('a repeated poll answers the same receipts', async () => {
    const { ask } = await open()
    await ask('messages', { messages: [{ body: 'a', groupId: 'g' }] })
    const first = await ask('poll', { attemptId: 'try' })
    expect(await ask('poll', { attemptId: 'try' })).toEqual(first)
    expect(first.messages).toHaveLength(1)
  })

  test('what an ordered queue does not take is refused by field', async () => {
    const { ask, send } = await open()
    const faults = async (path: string, body: object) =>
      (await ask(path, body)).errors.map(({ pointer }: { pointer: string }) => pointer)
    const message = { body: 'a', groupId: 'g' }
    for (const [field, wrong] of [
      ['groupId', undefined],
      ['groupId', ''],
      ['groupId', 'a b'],
      ['groupId', 'é'],
      ['groupId', 'x'.repeat(129)],
      ['deduplicationId', '\u007f'],
      ['delaySeconds', 0],
      ['deliverAt', '2031-01-01T00:00:00Z'],
    ] as const)
      expect(await faults('messages', { messages: [message, { ...message, [field]: wrong }] })).toEqual([
        `/messages/1/${field}`,
      ])
    expect((await send('GET', `${queue}/stats`)).body.visible).toBe(0)
    expect(await faults('poll', { attemptId: '' })).toEqual(['/attemptId'])
  })
})

test.each(stores)(
  'on another queue of %s a group is kept and shown; an id, an attempt and settings are refused',
  async (_name, makeStore) => {
    const { send } = await openDoor(makeStore)
    await send('PUT', '/v1/queues/orders')
    const ask = async (path: string, body: object) => (await send('POST', `/v1/queues/orders/${path}`, { body })).body
    const published = await ask('messages', { messages: [{ body: 'a', groupId: 'g' }] })
    expect(published.messages).toEqual([{ id: expect.any(String) }])
    expect((await ask('poll', {})).messages).toEqual([expect.objectContaining({ groupId: 'g' })])
    const wrong = await ask('messages', { messages: [{ body: 'a', deduplicationId: 'd' }] })
    expect(wrong.errors).toMatchObject([{ pointer: '/messages/0/deduplicationId' }])
    expect((await ask('poll', { attemptId: 'try' })).errors).toMatchObject([{ pointer: '/attemptId' }])
    const settings = await send('PATCH', '/v1/queues/orders', { body: { ordered: {} } })
    expect(settings).toMatchObject({ status: 422, body: { errors: [{ pointer: '/ordered' }] } })
  },
)
