import { describe, expect, test } from 'vitest'
import { stores } from '../../stores.ts'
import { openDoor } from './door.ts'

const queuePath = '/v1/queues/orders'

describe.each(stores)('a limit on publishes by the native API on %s', (_name, makeStore) => {
  const open = async (settings: object = {}) => {
    const door = await openDoor(makeStore)
    await door.send('PUT', queuePath, { body: settings })
    const publish = (count: number, headers = {}) =>
      door.send('POST', `${queuePath}/messages`, { body: { messages: Array(count).fill({ body: 'x' }) }, headers })
    const stored = async () => (await door.send('GET', `${queuePath}/stats`)).body.visible
    return { ...door, publish, stored }
  }

  test('lets in as many messages a second, and says when the next ones may come', async () => {
    const { publish, clock, stored } = await open({ maxPublishesPerSecond: 5 })
    expect((await publish(4)).status).toBe(201)
    const refused = await publish(2)
    expect(refused).toMatchObject({ status: 429, body: { code: 'TooManyRequests', retryable: true } })
    expect(refused.headers['retry-after']).toBe('1')
    expect(await stored()).toBe(4)
    expect((await publish(1)).status).toBe(201)
    clock.advanceMs(1_000)
    expect((await publish(5)).status).toBe(201)
    expect(await stored()).toBe(10)
  })

  test('refuses by name what it could never let in at once, and that counts for nothing', async () => {
    const { publish } = await open({ maxPublishesPerSecond: 2 })
    expect(await publish(3)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/messages', detail: expect.stringContaining('in a second'), limit: 2, got: 3 }] },
    })
    expect((await publish(2)).status).toBe(201)
  })

  test('counts nothing that is refused for something else', async () => {
    const { send, publish } = await open({ maxPublishesPerSecond: 1, maxMessageBytes: 1_024 })
    const messages = [{ body: 'x'.repeat(1_025) }]
    expect((await send('POST', `${queuePath}/messages`, { body: { messages } })).status).toBe(422)
    expect((await publish(1)).status).toBe(201)
  })

  test('is shown, changed, left alone and taken away', async () => {
    const { send, publish } = await open({ maxPublishesPerSecond: 1 })
    const patch = async (body: object) => (await send('PATCH', queuePath, { body })).body
    expect(await patch({ waitSeconds: 5 })).toMatchObject({ maxPublishesPerSecond: 1 })
    await publish(1)
    expect((await publish(1)).status).toBe(429)
    expect(await patch({ maxPublishesPerSecond: null })).not.toHaveProperty('maxPublishesPerSecond')
    expect((await publish(16)).status).toBe(201)
  })

  test('goes before the memory of a request key: a repeat in the next second answers the same', async () => {
    const { publish, clock, stored } = await open({ maxPublishesPerSecond: 1 })
    const key = { 'idempotency-key': 'k' }
    const first = await publish(1, key)
    expect((await publish(1, key)).status).toBe(429)
    clock.advanceMs(1_000)
    expect((await publish(1, key)).body).toEqual(first.body)
    expect(await stored()).toBe(1)
  })
})
