import { describe, expect, test } from 'vitest'
import { startMs } from '../../fixtures.ts'
import { stores } from '../../stores.ts'
import { openDoor } from './door.ts'

const at = (seconds: number): string => new Date(startMs + seconds * 1000).toISOString()
const defaults = {
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 345_600,
  delaySeconds: 0,
  waitSeconds: 0,
  maxMessageBytes: 1_048_576,
}

describe.each(stores)('queues by the native API on %s', (_name, makeStore) => {
  test('are created, shown, replaced, changed and deleted', async () => {
    const { send, clock } = await openDoor(makeStore)
    const created = await send('PUT', '/v1/queues/orders', { body: { delaySeconds: 5 } })
    const view = { name: 'orders', ...defaults, delaySeconds: 5, paused: false, createdAt: at(0), updatedAt: at(0) }
    expect(created).toMatchObject({ status: 201, body: view })
    expect((await send('GET', '/v1/queues/orders')).body).toEqual(view)
    clock.advanceMs(1_000)
    const replaced = await send('PUT', '/v1/queues/orders', { body: { waitSeconds: 20 } })
    expect(replaced).toMatchObject({
      status: 200,
      body: { ...defaults, waitSeconds: 20, updatedAt: at(1), createdAt: at(0) },
    })
    const changed = await send('PATCH', '/v1/queues/orders', { body: { visibilityTimeoutSeconds: 0 } })
    expect(changed.body).toMatchObject({ ...defaults, waitSeconds: 20, visibilityTimeoutSeconds: 0 })
    expect((await send('DELETE', '/v1/queues/orders')).status).toBe(204)
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/stats'],
      ['GET', '/messages'],
      ['POST', '/purge'],
      ['POST', '/pause'],
      ['POST', '/resume'],
      ['POST', '/poll'],
    ])
      expect((await send(method!, `/v1/queues/orders${path}`, { body: {} })).body.code).toBe('QueueNotFound')
  })

  test('need no body to be created', async () => {
    const { send } = await openDoor(makeStore)
    expect(await send('PUT', '/v1/queues/orders')).toMatchObject({ status: 201, body: defaults })
  })

  test('keep their messages and leases when settings change', async () => {
    const { send } = await openDoor(makeStore)
    await send('PUT', '/v1/queues/orders')
    await send('POST', '/v1/queues/orders/messages', { body: { messages: [{ body: 'a' }, { body: 'b' }] } })
    await send('POST', '/v1/queues/orders/poll')
    await send('PUT', '/v1/queues/orders', { body: { retentionSeconds: 60 } })
    expect((await send('GET', '/v1/queues/orders/stats')).body).toMatchObject({ visible: 1, inFlight: 1 })
  })

  test('answer by version: If-Match and If-None-Match', async () => {
    const { send } = await openDoor(makeStore)
    const put = (headers: Record<string, string>) => send('PUT', '/v1/queues/orders', { headers, body: {} })
    expect(await put({ 'if-match': '*' })).toMatchObject({ status: 412, body: { code: 'VersionConflict' } })
    const { headers } = await put({ 'if-none-match': '*' })
    expect((await put({ 'if-none-match': '*' })).status).toBe(412)
    const etag = headers.etag!
    const second = await send('PATCH', '/v1/queues/orders', { headers: { 'if-match': `"x", ${etag}` }, body: {} })
    expect(second.status).toBe(200)
    expect(second.headers.etag).not.toBe(etag)
    for (const [method, tag] of [
      ['PATCH', etag],
      ['PUT', etag],
      ['DELETE', etag],
      ['DELETE', `W/${second.headers.etag}`],
    ] as const)
      expect((await send(method, '/v1/queues/orders', { headers: { 'if-match': tag }, body: {} })).status).toBe(412)
    expect((await put({ 'if-match': 'nonsense' })).body.errors[0].pointer).toBe('/header/if-match')
    expect((await put({ 'if-none-match': '"1"' })).body.errors[0].pointer).toBe('/header/if-none-match')
    const gone = await send('DELETE', '/v1/queues/orders', { headers: { 'if-match': second.headers.etag! } })
    expect(gone.status).toBe(204)
  })

  test('of two creations at once one creates', async () => {
    const { send } = await openDoor(makeStore)
    const both = await Promise.all([send('PUT', '/v1/queues/orders'), send('PUT', '/v1/queues/orders')])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201])
  })

  test('are listed in order, by prefix, page by page', async () => {
    const { send } = await openDoor(makeStore)
    for (const name of ['b3', 'a1', 'b1', 'b2', 'c']) await send('PUT', `/v1/queues/${name}`)
    const list = async (query: string) => {
      const { body } = await send('GET', `/v1/queues?${query}`)
      return { names: body.items.map(({ name }: { name: string }) => name), cursor: body.nextCursor }
    }
    expect(await list('')).toEqual({ names: ['a1', 'b1', 'b2', 'b3', 'c'], cursor: undefined })
    const first = await list('prefix=b&limit=2')
    expect(first.names).toEqual(['b1', 'b2'])
    expect(await list(`prefix=b&limit=2&cursor=${first.cursor}`)).toEqual({ names: ['b3'], cursor: undefined })
    expect((await list('prefix=b&limit=3')).cursor).toBeUndefined()
    const foreign = await send('GET', `/v1/queues?limit=2&cursor=${first.cursor}`)
    expect(foreign).toMatchObject({ status: 422, body: { errors: [{ pointer: '/cursor' }] } })
  })

  test('may be paused and resumed: polls answer empty meanwhile, publish and ack go on', async () => {
    const { send } = await openDoor(makeStore)
    await send('PUT', '/v1/queues/orders')
    const publish = () => send('POST', '/v1/queues/orders/messages', { body: { messages: [{ body: 'x' }] } })
    await publish()
    const [held] = (await send('POST', '/v1/queues/orders/poll')).body.messages
    expect((await send('POST', '/v1/queues/orders/pause')).body.paused).toBe(true)
    expect((await publish()).status).toBe(201)
    expect((await send('POST', '/v1/queues/orders/poll')).body.messages).toEqual([])
    const acked = await send('POST', '/v1/queues/orders/ack', { body: { receipts: [held.receipt] } })
    expect(acked.body.results[0].outcome).toBe('acked')
    expect((await send('POST', '/v1/queues/orders/resume')).body.paused).toBe(false)
    expect((await send('POST', '/v1/queues/orders/poll')).body.messages).toHaveLength(1)
  })
})
