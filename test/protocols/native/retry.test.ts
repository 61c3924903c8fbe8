import { describe, expect, test } from 'vitest'
import { startMs } from '../../fixtures.ts'
import { stores } from '../../stores.ts'
import { openDoor } from './door.ts'

const queuePath = '/v1/queues/orders'
const at = (seconds: number): string => new Date(startMs + seconds * 1000).toISOString()
const fixed = (delaySeconds: number) => ({ kind: 'fixed', delaySeconds })

describe.each(stores)('retry policies by the native API on %s', (_name, makeStore) => {
  const open = async (settings: object = {}, message: object = {}) => {
    const door = await openDoor(makeStore)
    await door.send('PUT', queuePath, { body: settings })
    const { body } = await door.send('POST', `${queuePath}/messages`, {
      body: { messages: [{ body: 'x', ...message }] },
    })
    const path = `${queuePath}/messages/${body.messages[0].id}`
    const poll = async () => (await door.send('POST', `${queuePath}/poll`)).body.messages[0]
    const show = async () => (await door.send('GET', path)).body
    /** Polls and nacks; answers when the message comes again. */
    const nack = async (more: object = {}): Promise<string> => {
      const { receipt } = await poll()
      const { body } = await door.send('POST', `${queuePath}/nack`, { body: { receipts: [receipt], ...more } })
      expect(body.results[0].outcome).toBe('nacked')
      return (await show()).visibleAt
    }
    return { ...door, path, poll, show, nack }
  }

  test("a nack without a delay rests as the queue's policy says, longer each time", async () => {
    const { nack, clock, send } = await open({ retry: { kind: 'table', delaysSeconds: [5, 60] } })
    expect(await nack()).toBe(at(5))
    clock.advanceMs(5_000)
    expect(await nack()).toBe(at(65))
    clock.advanceMs(60_000)
    expect(await nack()).toBe(at(125))
    expect((await send('GET', `${queuePath}/stats`)).body).toMatchObject({ delayed: 1 })
  })

  test('one that names a delay goes before the policy, with 0 too', async () => {
    const { nack, clock } = await open({ retry: fixed(60) })
    expect(await nack({ delaySeconds: 7, defaultDelaySeconds: 9 })).toBe(at(7))
    clock.advanceMs(7_000)
    expect(await nack({ delaySeconds: 0 })).toBe(at(7))
  })

  test("the message's own policy goes before the queue's", async () => {
    const retry = { kind: 'exponential', firstSeconds: 2, factor: 3, maxSeconds: 604_800 }
    const { nack, clock, poll, show } = await open({ retry: fixed(60) }, { retry })
    expect(await nack()).toBe(at(2))
    expect(await show()).toMatchObject({ retry })
    clock.advanceMs(2_000)
    expect(await nack()).toBe(at(8))
    clock.advanceMs(6_000)
    expect(await poll()).toMatchObject({ retry, attempts: 3 })
  })

  test.each(['queue', 'message'])('in a dead-letter queue the policy of the %s begins anew', async whose => {
    const retry = { kind: 'table', delaysSeconds: [5, 60] }
    const [own, of] = whose === 'queue' ? [{}, { retry }] : [{ retry }, {}]
    const { send, nack } = await open()
    await send('PUT', '/v1/queues/dead', { body: of })
    await send('PATCH', queuePath, { body: { deadLetter: { queue: 'dead', maxAttempts: 9 } } })
    const [first] = (await send('GET', `${queuePath}/messages`)).body.items
    await send('PATCH', `${queuePath}/messages/${first.id}`, { body: own })
    await nack({ delaySeconds: 0 })
    await nack({ delaySeconds: 0 })
    const settle = async (queue: string, more: object) => {
      const { receipt } = (await send('POST', `/v1/queues/${queue}/poll`)).body.messages[0]
      await send('POST', `/v1/queues/${queue}/nack`, { body: { receipts: [receipt], ...more } })
      return (await send('GET', `/v1/queues/dead/messages/${first.id}`)).body
    }
    expect(await settle('orders', { deadLetter: true })).toMatchObject({ attempts: 3 })
    expect(await settle('dead', {})).toMatchObject({ attempts: 4, visibleAt: at(5) })
  })

  test('without a policy it comes at once, or after the default that the nack brings', async () => {
    const { nack } = await open()
    expect(await nack()).toBe(at(0))
    expect(await nack({ defaultDelaySeconds: 9 })).toBe(at(9))
  })

  test('a policy goes before that default', async () => {
    const { nack } = await open({ retry: fixed(0) })
    expect(await nack({ defaultDelaySeconds: 9 })).toBe(at(0))
  })

  test('jitter shortens, and never lengthens', async () => {
    const { nack } = await open({ retry: { ...fixed(1_000), jitter: 0.5 } })
    const visibleAt = await nack()
    expect(visibleAt > at(500) && visibleAt < at(1_000)).toBe(true)
  })

  test('a lease that just runs out comes back at once, whatever the policy', async () => {
    const { poll, clock } = await open({ retry: fixed(60) })
    await poll()
    clock.advanceMs(30_000)
    expect(await poll()).toMatchObject({ attempts: 2 })
  })

  test('a policy is shown, changed, left alone and taken away', async () => {
    const { send } = await open({ retry: fixed(60) })
    const patch = async (body: object) => (await send('PATCH', queuePath, { body })).body
    expect(await patch({ waitSeconds: 5 })).toMatchObject({ retry: fixed(60) })
    expect(await patch({ retry: fixed(7) })).toMatchObject({ retry: fixed(7), waitSeconds: 5 })
    expect(await patch({ retry: null })).not.toHaveProperty('retry')
    expect((await send('PUT', queuePath, { body: { retry: null } })).body).not.toHaveProperty('retry')
    expect((await send('GET', queuePath)).body).not.toHaveProperty('retry')
  })

  test('an edit gives a message another one, or leaves it its own', async () => {
    const { send, path, nack } = await open({}, { retry: fixed(60) })
    expect((await send('PATCH', path, { body: { body: 'y' } })).body).toMatchObject({ retry: fixed(60) })
    expect((await send('PATCH', path, { body: { retry: fixed(7) } })).body).toMatchObject({ retry: fixed(7) })
    expect(await nack()).toBe(at(7))
  })

  test('a cap below the first delay is refused wherever it is named', async () => {
    const { send, path } = await open()
    const retry = { kind: 'exponential', firstSeconds: 10, factor: 2, maxSeconds: 9 }
    const pointers = async (method: string, target: string, body: object) => {
      const answer = await send(method, target, { body })
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ limit: 10, got: 9 }] } })
      return answer.body.errors[0].pointer
    }
    expect(await pointers('PUT', queuePath, { retry })).toBe('/retry/maxSeconds')
    expect(await pointers('PATCH', queuePath, { retry })).toBe('/retry/maxSeconds')
    expect(await pointers('PATCH', path, { retry })).toBe('/retry/maxSeconds')
    const messages = [{ body: '' }, { body: '', retry }]
    expect(await pointers('POST', `${queuePath}/messages`, { messages })).toBe('/messages/1/retry/maxSeconds')
  })
})
