import { expect, test } from 'vitest'
import { MemoryStore } from '../../../lib/store/memory/memoryStore.ts'
import { openDoor } from './door.ts'
import { refusals } from './refusals.ts'

const queue = '/v1/queues/orders'

const open = async (settings: object = {}) => {
  const door = await openDoor(async context => new MemoryStore(context))
  await door.send('PUT', queue, { body: settings })
  return door
}

test.each(refusals)('%s is refused by name', async (_title, method, path, body, error) => {
  const { send } = await open()
  const answer = await send(method, `${queue}${path}`, { body })
  expect(answer).toMatchObject({ status: 422, body: { code: 'InvalidInput', retryable: false, status: 422 } })
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.body.errors[0]).toMatchObject(error)
  expect(answer.body.detail).not.toBe('')
})

test('a publish with one bad message stores none', async () => {
  const { send } = await open({ maxMessageBytes: 1_024 })
  const messages = [{ body: 'good' }, { body: 'x'.repeat(1_025) }]
  const answer = await send('POST', `${queue}/messages`, { body: { messages } })
  expect(answer.body.errors).toEqual([
    { pointer: '/messages/1', detail: expect.stringContaining('larger'), limit: 1_024, got: 1_025 },
  ])
  expect((await send('GET', `${queue}/stats`)).body.visible).toBe(0)
})

test('a call may carry exactly a mebibyte, attributes included, and not a byte more', async () => {
  const { send } = await open()
  const half = 512 * 1024
  const publish = (extra: number) =>
    send('POST', `${queue}/messages`, {
      body: {
        messages: [
          { body: 'x'.repeat(half) },
          { body: 'x'.repeat(half + extra - 8), attributes: { a: { type: 'string', value: 'b' } } },
        ],
      },
    })
  expect((await publish(0)).status).toBe(201)
  expect(await publish(1)).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/messages', limit: 1_048_576, got: 1_048_577 }] },
  })
})

test('an edit is held to the same rules', async () => {
  const { send } = await open({ maxMessageBytes: 1_024 })
  const { body } = await send('POST', `${queue}/messages`, { body: { messages: [{ body: 'x', delaySeconds: 60 }] } })
  const edit = (change: object) => send('PATCH', `${queue}/messages/${body.messages[0].id}`, { body: change })
  expect((await edit({ body: 'x'.repeat(1_025) })).body.errors[0]).toMatchObject({ pointer: '', limit: 1_024 })
  expect((await edit({ expiresInSeconds: 60 })).body.errors[0]).toMatchObject({ pointer: '/expiresInSeconds' })
  expect((await edit({ deliverAt: '2040-01-01T00:00:00Z' })).body.errors[0]).toMatchObject({ pointer: '/deliverAt' })
  expect((await edit({ attributes: { a: { type: 'binary', value: '?' } } })).status).toBe(422)
})

test('what is not JSON, not said to be JSON, or not there, is refused as that', async () => {
  const { send } = await open()
  const publish = (body: unknown, headers = {}) => send('POST', `${queue}/messages`, { body, headers })
  const latin1 = Buffer.from('{"messages":[{"body":"\xe4"}]}', 'latin1')
  expect((await publish('{"messages":')).body).toMatchObject({ status: 400, code: 'MalformedJson' })
  expect((await publish(latin1)).body).toMatchObject({ code: 'MalformedJson', detail: 'The body is not valid UTF-8.' })
  expect((await publish('')).body).toMatchObject({ code: 'MalformedJson', detail: 'The body is missing.' })
  expect((await publish('<x/>', { 'content-type': 'text/xml' })).body).toMatchObject({ status: 415 })
  expect(
    (await publish({ messages: [{ body: '' }] }, { 'content-type': 'application/JSON; charset=utf-8' })).status,
  ).toBe(201)
})

test('what is not there says so, and a wrong method names the right ones', async () => {
  const { send } = await open()
  for (const path of [
    '/v1',
    '/v1/queues/',
    '/v1/queues/a/b',
    '/v2/queues',
    '/v1/queues/a/messages/b/c',
    '//',
    '/v1/queues/orders/',
  ])
    expect(await send('GET', path)).toMatchObject({ status: 404, body: { code: 'RouteNotFound' } })
  const wrong = await send('POST', queue)
  expect(wrong).toMatchObject({ status: 405, headers: { allow: 'PUT, GET, PATCH, DELETE' } })
  expect((await send('TRACE', `${queue}/poll`)).headers.allow).toBe('POST')
})

test('odd names are refused in the path', async () => {
  const { send } = await open()
  for (const name of ['a.fif', '.fifo', 'x'.repeat(121), '%20', '%2e%2e', 'a%2Fb', '%F0%9F%90%87', '%00'])
    expect((await send('PUT', `/v1/queues/${name}`)).body.errors[0].pointer).toBe('/path/queue')
  for (const name of ['%FF', '%', '%zz'])
    expect((await send('PUT', `/v1/queues/${name}`)).body.errors[0].pointer).toBe('/path')
  expect((await send('PUT', `/v1/queues/${'x'.repeat(120)}`)).status).toBe(201)
})

test('ids and receipts that are not ours find nothing', async () => {
  const { send } = await open()
  for (const id of ['x', '00000000-0000-8000-8000-000000000000', '..', '%00'])
    for (const method of ['GET', 'DELETE', 'PATCH'])
      expect((await send(method, `${queue}/messages/${id}`, { body: {} })).body.code).toMatch(
        /MessageNotFound|RouteNotFound/,
      )
  const answer = await send('POST', `${queue}/ack`, { body: { receipts: ['x', 'AAAA', 'x'.repeat(1024)] } })
  expect(answer.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'unknown',
    'unknown',
    'unknown',
  ])
})
