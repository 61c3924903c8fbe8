import { describe, expect, test } from 'vitest'
import { startMs } from '../../fixtures.ts'
import { stores } from '../../stores.ts'
import { openDoor } from './door.ts'

const grants = [{ actions: ['publish', 'poll'], queues: ['orders-*'] }]
const input = { owner: 'ann', grants }
const roleArn = 'arn:aws:iam::123456789012:role/path/worker'

describe.each(stores)('access keys by the native API on %s', (_name, makeStore) => {
  test('are made with a secret that is shown once, listed without it, and revoked', async () => {
    const { send, store } = await openDoor(makeStore)
    const { status, headers, body } = await send('POST', '/v1/access-keys', { body: input })
    expect([status, headers['cache-control']]).toEqual([201, 'no-store'])
    const { secret, ...view } = body
    expect(secret).toMatch(/^[\w-]{40}$/)
    expect(view).toEqual({ id: view.id, ...input, createdAt: new Date(startMs).toISOString() })
    expect((await send('GET', '/v1/access-keys')).body).toEqual({ items: [view] })
    // What is stored says nothing of it.
    const stored = await store.documents.list('accessKey', { prefix: '', limit: 10 })
    expect(JSON.stringify(stored)).not.toContain(secret)
    expect((await send('DELETE', `/v1/access-keys/${view.id}`)).status).toBe(204)
    expect((await send('GET', '/v1/access-keys')).body).toEqual({ items: [] })
    expect((await send('DELETE', `/v1/access-keys/${view.id}`)).body.code).toBe('AccessKeyNotFound')
  })

  test('expire when they are told to', async () => {
    const { send } = await openDoor(makeStore)
    const { body } = await send('POST', '/v1/access-keys', { body: { ...input, expiresInSeconds: 60 } })
    expect(body.expiresAt).toBe(new Date(startMs + 60_000).toISOString())
  })

  test('are listed page by page', async () => {
    const { send } = await openDoor(makeStore)
    const made = await Promise.all(Array.from({ length: 5 }, () => send('POST', '/v1/access-keys', { body: input })))
    const ids: string[] = []
    let cursor = ''
    do {
      const { body } = await send('GET', `/v1/access-keys?limit=2${cursor}`)
      ids.push(...body.items.map(({ id }: { id: string }) => id))
      cursor = body.nextCursor === undefined ? '' : `&cursor=${body.nextCursor}`
    } while (cursor !== '')
    expect(ids).toEqual(made.map(({ body }) => body.id).sort())
    const foreign = await send('GET', '/v1/access-keys?cursor=abc')
    expect(foreign).toMatchObject({ status: 422, body: { errors: [{ pointer: '/cursor' }] } })
  })

  test('of a role have no secret, and a role has one entry, by whatever path', async () => {
    const { send } = await openDoor(makeStore)
    const { status, body } = await send('POST', '/v1/access-keys', { body: { ...input, roleArn } })
    expect(status).toBe(201)
    expect(body).not.toHaveProperty('secret')
    expect(body).toMatchObject({ roleArn: 'arn:aws:iam::123456789012:role/worker', id: expect.stringMatching(/^SLCR/) })
    const again = { ...input, roleArn: 'arn:aws:iam::123456789012:role/worker' }
    expect((await send('POST', '/v1/access-keys', { body: again })).body).toMatchObject({ code: 'AccessKeyExists' })
    await send('DELETE', `/v1/access-keys/${body.id}`)
    expect((await send('POST', '/v1/access-keys', { body: again })).status).toBe(201)
  })

  test.each([
    [{ grants }, '/owner'],
    [{ ...input, owner: '' }, '/owner'],
    [{ ...input, owner: 'a b' }, '/owner'],
    [{ ...input, owner: 'a'.repeat(65) }, '/owner'],
    [{ ...input, grants: [] }, '/grants'],
    [{ ...input, grants: Array(21).fill(grants[0]) }, '/grants'],
    [{ ...input, grants: [{ actions: ['fly'], queues: ['*'] }] }, '/grants/0/actions/0'],
    [{ ...input, grants: [{ actions: [], queues: ['*'] }] }, '/grants/0/actions'],
    [{ ...input, grants: [{ actions: ['*'], queues: [] }] }, '/grants/0/queues'],
    [{ ...input, grants: [{ actions: ['*'], queues: ['a/b'] }] }, '/grants/0/queues/0'],
    [{ ...input, expiresInSeconds: 0 }, '/expiresInSeconds'],
    [{ ...input, roleArn: 'arn:aws:iam::123456789012:user/ann' }, '/roleArn'],
    [{ ...input, secret: 'mine' }, '/secret'],
  ])('%j is refused for its %s', async (body, pointer) => {
    const { send } = await openDoor(makeStore)
    const refused = await send('POST', '/v1/access-keys', { body })
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer }] } })
    expect((await send('GET', '/v1/access-keys')).body).toEqual({ items: [] })
  })
})
