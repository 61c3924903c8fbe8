import { describe, expect, test } from 'vitest'
import { startMs } from '../../fixtures.ts'
import { stores } from '../../stores.ts'
import { type Door, openDoor } from './door.ts'

const queuePath = '/v1/queues/orders'
const at = (seconds: number): string => new Date(startMs + seconds * 1000).toISOString()

describe.each(stores)('the native API on %s', (_name, makeStore) => {
  const open = async (settings: object = {}): Promise<Door> => {
    const door = await openDoor(makeStore)
    expect((await door.send('PUT', queuePath, { body: settings })).status).toBe(201)
    return door
  }
  const publish = async ({ send }: Door, ...messages: object[]): Promise<string[]> => {
    const { status, body } = await send('POST', `${queuePath}/messages`, { body: { messages } })
    expect(status).toBe(201)
    return body.messages.map(({ id }: { id: string }) => id)
  }
  const poll = async ({ send }: Door, body: object = {}) => {
    const answer = await send('POST', `${queuePath}/poll`, { body })
    expect(answer.status).toBe(200)
    return answer.body.messages
  }
  const settle = async ({ send }: Door, verb: string, receipts: string[], more: object = {}) => {
    const { status, body } = await send('POST', `${queuePath}/${verb}`, { body: { receipts, ...more } })
    expect(status).toBe(200)
    expect(body.results.map(({ receipt }: { receipt: string }) => receipt)).toEqual(receipts)
    return body.results.map(({ outcome }: { outcome: string }) => outcome)
  }
  const show = async ({ send }: Door, id: string) => (await send('GET', `${queuePath}/messages/${id}`)).body

  test('publish, poll, ack', async () => {
    const door = await open()
    const [id] = await publish(door, { body: 'hello ☀' })
    const [message] = await poll(door)
    expect(message).toEqual({
      id,
      receipt: expect.any(String),
      body: 'hello ☀',
      bodyEncoding: 'text',
      attributes: {},
      attempts: 1,
      publishedAt: at(0),
      firstLeasedAt: at(0),
      leaseExpiresAt: at(30),
      expiresAt: at(345_600),
    })
    expect(await settle(door, 'ack', [message.receipt])).toEqual(['acked'])
    expect(await settle(door, 'ack', [message.receipt])).toEqual(['gone'])
    expect(await poll(door)).toEqual([])
  })

  test('a body may be any bytes, and attributes keep their types and labels', async () => {
    const door = await open()
    const attributes = {
      text: { type: 'string', value: 'one\ntwo' },
      price: { type: 'number', value: '12.50', label: 'cents' },
      blob: { type: 'binary', value: 'AP8=' },
    }
    await publish(door, { body: '/+AAgf8=', bodyEncoding: 'base64', attributes })
    expect(await poll(door)).toMatchObject([{ body: '/+AAgf8=', bodyEncoding: 'base64', attributes }])
  })

  test('a mebibyte of control characters, which JSON would swell sixfold, leaves as base64, unchanged', async () => {
    const door = await open()
    const body = '\u0001'.repeat(1024 * 1024)
    await publish(door, { body })
    const [message] = await poll(door)
    expect(message.bodyEncoding).toBe('base64')
    expect(Buffer.from(message.body, 'base64').equals(Buffer.from(body))).toBe(true)
  })

  test('a nack gives back at once or later, and says why', async () => {
    const door = await open()
    const [id] = await publish(door, { body: 'x' })
    const [first] = await poll(door)
    expect(await settle(door, 'nack', [first.receipt], { delaySeconds: 60, reason: 'no paper' })).toEqual(['nacked'])
    expect(await show(door, id!)).toMatchObject({ state: 'delayed', visibleAt: at(60), lastNackReason: 'no paper' })
    door.clock.advanceMs(60_000)
    const [second] = await poll(door)
    expect(second).toMatchObject({ attempts: 2, lastNackReason: 'no paper', firstLeasedAt: at(0) })
    expect(await settle(door, 'nack', [second.receipt])).toEqual(['nacked'])
    expect(await poll(door)).toHaveLength(1)
  })

  test('an extend moves the end of the lease; one that has ended cannot be extended or given back, but acked', async () => {
    const door = await open()
    await publish(door, { body: 'x' })
    const [message] = await poll(door)
    const extended = await door.send('POST', `${queuePath}/extend`, {
      body: { receipts: [message.receipt], visibilityTimeoutSeconds: 90 },
    })
    expect(extended.body.results).toEqual([{ receipt: message.receipt, outcome: 'extended', leaseExpiresAt: at(90) }])
    door.clock.advanceMs(90_000)
    expect(await settle(door, 'extend', [message.receipt], { visibilityTimeoutSeconds: 90 })).toEqual(['lapsed'])
    expect(await settle(door, 'nack', [message.receipt])).toEqual(['lapsed'])
    expect(await settle(door, 'ack', [message.receipt])).toEqual(['acked'])
  })

  test('receipts answer one by one: replaced, unknown, gone after a purge', async () => {
    const door = await open()
    await publish(door, { body: 'x' })
    const [first] = await poll(door)
    door.clock.advanceMs(30_000)
    const [second] = await poll(door)
    const last = second.receipt.at(-1) === 'A' ? 'B' : 'A'
    const tampered = `${second.receipt.slice(0, -1)}${last}`
    expect(await settle(door, 'ack', [first.receipt, tampered, 'nonsense'])).toEqual(['replaced', 'unknown', 'unknown'])
    expect((await door.send('POST', `${queuePath}/purge`)).status).toBe(204)
    expect(await settle(door, 'ack', [second.receipt])).toEqual(['gone'])
    await door.send('PUT', '/v1/queues/other')
    const elsewhere = await door.send('POST', '/v1/queues/other/ack', { body: { receipts: [second.receipt] } })
    expect(elsewhere.body.results[0].outcome).toBe('unknown')
  })

  test('a queue that was deleted and made again is empty, and knows no receipt of its former life', async () => {
    const door = await open()
    await publish(door, { body: 'x' }, { body: 'y' })
    const [message] = await poll(door)
    expect((await door.send('DELETE', queuePath)).status).toBe(204)
    expect((await door.send('PUT', queuePath)).status).toBe(201)
    expect(await poll(door)).toEqual([])
    expect(await settle(door, 'ack', [message.receipt])).toEqual(['unknown'])
  })

  test('delays: in seconds, at an instant years ahead, by the queue, and 0 against the queue', async () => {
    const door = await open({ delaySeconds: 10 })
    await publish(
      door,
      { body: 'queue' },
      { body: 'now', delaySeconds: 0 },
      { body: 'own', delaySeconds: 20 },
      { body: '2031', deliverAt: '2031-01-01T09:00:00Z' },
      { body: 'past', deliverAt: '2020-01-01T00:00:00Z' },
    )
    const drain = async () => (await poll(door, { maxMessages: 16 })).map(({ body }: { body: string }) => body)
    expect(await drain()).toEqual(['now', 'past'])
    door.clock.advanceMs(10_000)
    expect(await drain()).toEqual(['queue'])
    door.clock.advanceMs(10_000)
    expect(await drain()).toEqual(['own'])
    door.clock.advanceMs(Date.UTC(2031, 0, 1, 9) - 1 - door.clock.nowMs())
    await door.send('POST', `${queuePath}/purge`)
    const [id] = await publish(door, { body: 'soon', deliverAt: '2031-01-01T09:00:00.001Z' })
    expect(await drain()).toEqual([])
    door.clock.advanceMs(2)
    expect(await drain()).toEqual(['soon'])
    expect(id).toBeDefined()
  })

  test('a reminder for 2031 outlives the retention of its queue, and is kept for that long from then', async () => {
    const door = await open({ retentionSeconds: 60 })
    const [id] = await publish(door, { body: 'reminder', deliverAt: '2031-01-01T09:00:00Z' })
    expect(await show(door, id!)).toMatchObject({ state: 'delayed', expiresAt: '2031-01-01T09:01:00.000Z' })
    door.clock.advanceMs(Date.UTC(2031, 0, 1, 9) - startMs)
    expect(await poll(door)).toHaveLength(1)
  })

  test('what has expired is found nowhere: by retention, raised in time or not, or by its own expiry', async () => {
    const door = await open({ retentionSeconds: 60 })
    const [kept, short] = await publish(door, { body: 'kept' }, { body: 'short', expiresInSeconds: 30 })
    door.clock.advanceMs(30_000)
    expect((await door.send('GET', `${queuePath}/messages/${short}`)).body.code).toBe('MessageNotFound')
    expect((await door.send('GET', `${queuePath}/messages`)).body.items.map(({ id }: { id: string }) => id)).toEqual([
      kept,
    ])
    door.clock.advanceMs(29_999)
    await door.send('PATCH', queuePath, { body: { retentionSeconds: 120 } })
    door.clock.advanceMs(30_000)
    expect(await poll(door, { maxMessages: 16 })).toMatchObject([{ body: 'kept' }])
    door.clock.advanceMs(60_000)
    expect(await poll(door, { maxMessages: 16 })).toEqual([])
  })

  test('an edit changes body, attributes, time and expiry in one step, and keeps the id', async () => {
    const door = await open()
    const [id] = await publish(door, {
      body: 'before',
      attributes: { a: { type: 'string', value: '1' } },
      delaySeconds: 60,
    })
    const path = `${queuePath}/messages/${id}`
    const edit = { body: 'AAEC', bodyEncoding: 'base64', deliverAt: at(5), expiresInSeconds: 100 }
    const edited = await door.send('PATCH', path, { body: edit })
    expect(edited).toMatchObject({ status: 200, body: { id, body: 'AAEC', visibleAt: at(5), expiresAt: at(100) } })
    expect(edited.body.attributes).toEqual({ a: { type: 'string', value: '1' } })
    await door.send('PATCH', path, { body: { attributes: {} } })
    expect(await show(door, id!)).toMatchObject({ attributes: {}, visibleAt: at(5), body: 'AAEC' })
    door.clock.advanceMs(5_000)
    expect(await poll(door)).toMatchObject([{ id, body: 'AAEC', attempts: 1 }])
  })

  test('cancel and edit lose against a lease with a conflict, and win without one', async () => {
    const door = await open()
    const [id] = await publish(door, { body: 'x' })
    const path = `${queuePath}/messages/${id}`
    const [message] = await poll(door)
    expect((await door.send('DELETE', path)).body.code).toBe('MessageInFlight')
    expect((await door.send('PATCH', path, { body: { body: 'y' } })).body.code).toBe('MessageInFlight')
    await settle(door, 'nack', [message.receipt], { delaySeconds: 600 })
    expect((await door.send('PATCH', path, { body: { delaySeconds: 0 } })).status).toBe(200)
    expect(await settle(door, 'ack', [message.receipt])).toEqual(['replaced'])
    expect((await door.send('DELETE', path)).status).toBe(204)
    expect((await door.send('DELETE', path)).body.code).toBe('MessageNotFound')
  })

  test('an edit that says nothing of time leaves a nacked message waiting', async () => {
    const door = await open()
    const [id] = await publish(door, { body: 'x' })
    const [message] = await poll(door)
    await settle(door, 'nack', [message.receipt], { delaySeconds: 600 })
    await door.send('PATCH', `${queuePath}/messages/${id}`, { body: { body: 'y' } })
    expect(await show(door, id!)).toMatchObject({ body: 'y', visibleAt: at(600), attempts: 1 })
  })

  test('browse walks each state with a cursor', async () => {
    const door = await open()
    await publish(door, ...Array.from({ length: 5 }, (_, index) => ({ body: `v${index}` })))
    await publish(door, { body: 'd', delaySeconds: 60 })
    await poll(door, { maxMessages: 2 })
    const list = async (query: string) => {
      const { body } = await door.send('GET', `${queuePath}/messages?${query}`)
      return { bodies: body.items.map((item: { body: string }) => item.body), cursor: body.nextCursor }
    }
    const first = await list('limit=2')
    expect(first.bodies).toEqual(['v2', 'v3'])
    expect(await list(`limit=2&cursor=${first.cursor}`)).toMatchObject({ bodies: ['v4'] })
    expect(await list('state=inFlight')).toEqual({ bodies: ['v0', 'v1'], cursor: undefined })
    expect(await list('state=delayed')).toEqual({ bodies: ['d'], cursor: undefined })
    const foreign = await door.send('GET', `${queuePath}/messages?state=delayed&cursor=${first.cursor}`)
    expect(foreign).toMatchObject({ status: 422, body: { errors: [{ pointer: '/cursor' }] } })
  })

  test('the same Idempotency-Key answers the same ids for a day, and refuses another request', async () => {
    const door = await open()
    const send = (body: string, key: string) =>
      door.send('POST', `${queuePath}/messages`, {
        body: { messages: [{ body }] },
        headers: { 'idempotency-key': key },
      })
    const first = await send('x', 'key-1')
    door.clock.advanceMs(86_399_000)
    expect((await send('x', 'key-1')).body).toEqual(first.body)
    expect(await send('y', 'key-1')).toMatchObject({ status: 422, body: { code: 'RequestKeyReused' } })
    expect((await send('y', 'key-2')).status).toBe(201)
    expect((await door.send('GET', `${queuePath}/stats`)).body.visible).toBe(2)
    expect((await send('x', 'white space')).body.errors[0].pointer).toBe('/header/idempotency-key')
  })

  test('stats count by state and tell the age of the head of the line', async () => {
    const door = await open()
    await publish(door, { body: 'a' }, { body: 'b' }, { body: 'c', delaySeconds: 60 })
    await poll(door)
    door.clock.advanceMs(7_900)
    const { body } = await door.send('GET', `${queuePath}/stats`)
    expect(body).toEqual({ visible: 1, inFlight: 1, delayed: 1, oldestAgeSeconds: 7, exact: true, asOf: at(7.9) })
  })
})
