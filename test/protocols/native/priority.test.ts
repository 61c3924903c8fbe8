import { describe, expect, test } from 'vitest'
import { stores } from '../../stores.ts'
import { openDoor } from './door.ts'

const path = '/v1/queues/orders/messages'

describe.each(stores)('priorities by the native API on %s', (_name, makeStore) => {
  const open = async () => {
    const door = await openDoor(makeStore)
    await door.send('PUT', '/v1/queues/orders', { body: {} })
    const publish = (messages: object[], headers = {}) => door.send('POST', path, { body: { messages }, headers })
    const poll = async () => (await door.send('POST', '/v1/queues/orders/poll')).body.messages
    /** Until five seconds later a store may take what is new to it for the usual. */
    const warm = async (...priorities: number[]) => {
      await publish(priorities.map(priority => ({ body: 'first', priority })))
      for (const _ of priorities)
        for (const { receipt } of await poll())
          await door.send('POST', '/v1/queues/orders/ack', { body: { receipts: [receipt] } })
      for (const clock of [door.clock, door.wall]) clock.advanceMs(5_000)
    }
    return { ...door, publish, poll, warm }
  }

  test('a better one comes first, and says which it has; 8 is not said', async () => {
    const { publish, poll, warm } = await open()
    await warm(1, 8, 16)
    await publish([
      { body: 'c', priority: 16 },
      { body: 'b', priority: 8 },
      { body: 'a', priority: 1 },
    ])
    const messages = [...(await poll()), ...(await poll()), ...(await poll())]
    expect(messages.map(({ body, priority }) => [body, priority])).toEqual([
      ['a', 1],
      ['b', undefined],
      ['c', 16],
    ])
  })

  test('it is shown, browsed, and changed by an edit that names it, to the default one too', async () => {
    const { send, publish } = await open()
    const { body } = await publish([{ body: 'a', priority: 16 }])
    const one = `${path}/${body.messages[0].id}`
    const shown = async () => (await send('GET', one)).body.priority
    expect((await send('GET', path)).body.items).toMatchObject([{ priority: 16 }])
    expect((await send('PATCH', one, { body: { body: 'b' } })).body).toMatchObject({ body: 'b', priority: 16 })
    expect(await shown()).toBe(16)
    expect((await send('PATCH', one, { body: { priority: 2 } })).body).toMatchObject({ body: 'b', priority: 2 })
    expect(await shown()).toBe(2)
    expect((await send('PATCH', one, { body: { priority: 8 } })).body).not.toHaveProperty('priority')
    expect(await shown()).toBeUndefined()
  })

  test.each([0, 17, 1.5, '1', null])('%j is refused by name, and nothing is stored', async priority => {
    const { send, publish } = await open()
    const { status, body } = await publish([{ body: 'a' }, { body: 'b', priority }])
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'InvalidInput' })
    expect(body.errors).toMatchObject([{ pointer: '/messages/1/priority' }])
    expect((await send('GET', path)).body.items).toEqual([])
  })

  test('under one request key, another priority is another request', async () => {
    const { publish } = await open()
    const key = { 'idempotency-key': 'k' }
    expect((await publish([{ body: 'a', priority: 1 }], key)).status).toBe(201)
    expect((await publish([{ body: 'a', priority: 1 }], key)).status).toBe(201)
    expect((await publish([{ body: 'a', priority: 2 }], key)).body.code).toBe('RequestKeyReused')
    expect((await publish([{ body: 'a' }], key)).body.code).toBe('RequestKeyReused')
  })
})
