import { expect, test } from 'vitest'
import { MemoryStore } from '../../../lib/store/memory/memoryStore.ts'
import { openDoor } from './door.ts'

const queue = '/v1/queues/orders'

const open = async (settings: object = {}) => {
  const door = await openDoor(async context => new MemoryStore(context))
  await door.send('PUT', queue, { body: settings })
  return door
}

/** What is refused as InvalidInput: the request, and the first thing said about it. */
const refusals: [title: string, method: string, path: string, body: unknown, error: object][] = [
  [
    'a wrong type',
    'POST',
    '/messages',
    { messages: [{ body: 3 }] },
    { pointer: '/messages/0/body', detail: 'has to be a string', got: 3 },
  ],
  ['a missing field', 'POST', '/messages', { messages: [{}] }, { pointer: '/messages/0/body', detail: 'is missing' }],
  [
    'an unknown field',
    'POST',
    '/messages',
    { messages: [{ body: '', prio: 1 }] },
    { pointer: '/messages/0/prio', detail: 'is not a field of this request' },
  ],
  ['no messages', 'POST', '/messages', { messages: [] }, { pointer: '/messages', limit: 1, got: 0 }],
  [
    '17 messages',
    'POST',
    '/messages',
    { messages: Array(17).fill({ body: '' }) },
    { pointer: '/messages', limit: 16, got: 17 },
  ],
  ['a body that is a list', 'POST', '/messages', [], { pointer: '', detail: 'has to be an object', got: 'a list' }],
  ['settings that are a list', 'PATCH', '', [], { pointer: '', detail: 'has to be an object' }],
  ['null', 'PATCH', '', null, { pointer: '', detail: 'has to be an object' }],
  [
    'attributes that are a list',
    'POST',
    '/messages',
    { messages: [{ body: '', attributes: [] }] },
    { pointer: '/messages/0/attributes', detail: 'has to be an object' },
  ],
  [
    'a negative delay',
    'POST',
    '/messages',
    { messages: [{ body: '', delaySeconds: -1 }] },
    { pointer: '/messages/0/delaySeconds', limit: 0, got: -1 },
  ],
  [
    'a huge delay',
    'POST',
    '/messages',
    { messages: [{ body: '', delaySeconds: 1e300 }] },
    { pointer: '/messages/0/delaySeconds', limit: 315_360_000 },
  ],
  [
    'half a second',
    'POST',
    '/messages',
    { messages: [{ body: '', delaySeconds: 0.5 }] },
    { pointer: '/messages/0/delaySeconds', detail: 'has to be a whole number', got: 0.5 },
  ],
  [
    'two delays',
    'POST',
    '/messages',
    { messages: [{ body: '', delaySeconds: 1, deliverAt: '2027-01-01T00:00:00Z' }] },
    { pointer: '/messages/0/deliverAt' },
  ],
  [
    'more than ten years',
    'POST',
    '/messages',
    { messages: [{ body: '', deliverAt: '2037-01-01T00:00:00Z' }] },
    { pointer: '/messages/0/deliverAt', limit: '2035-12-30T00:00:00.000Z', got: '2037-01-01T00:00:00.000Z' },
  ],
  [
    'a day that does not exist',
    'POST',
    '/messages',
    { messages: [{ body: '', deliverAt: '2026-02-30T00:00:00Z' }] },
    { pointer: '/messages/0/deliverAt', detail: 'is not a date that exists' },
  ],
  [
    'an hour that does not exist',
    'POST',
    '/messages',
    { messages: [{ body: '', deliverAt: '2026-02-03T25:00:00Z' }] },
    { pointer: '/messages/0/deliverAt', detail: 'is not a date that exists' },
  ],
  [
    'local time',
    'POST',
    '/messages',
    { messages: [{ body: '', deliverAt: '2026-02-03T10:00:00+02:00' }] },
    { pointer: '/messages/0/deliverAt', detail: 'has not the right form' },
  ],
  [
    'an expiry before the delivery',
    'POST',
    '/messages',
    { messages: [{ body: '', delaySeconds: 60, expiresInSeconds: 60 }] },
    { pointer: '/messages/0/expiresInSeconds', limit: '> 60', got: 60 },
  ],
  [
    'no base64',
    'POST',
    '/messages',
    { messages: [{ body: 'a=b', bodyEncoding: 'base64' }] },
    { pointer: '/messages/0/body', detail: 'is not base64 with padding' },
  ],
  ['half a surrogate pair', 'POST', '/messages', '{"messages":[{"body":"\\ud800"}]}', { pointer: '/messages/0/body' }],
  [
    'eleven attributes',
    'POST',
    '/messages',
    {
      messages: [
        {
          body: '',
          attributes: Object.fromEntries(
            Array.from({ length: 11 }, (_, i) => [`a${i}`, { type: 'string', value: 'x' }]),
          ),
        },
      ],
    },
    { pointer: '/messages/0/attributes', limit: 10, got: 11 },
  ],
  [
    'an attribute without a name',
    'POST',
    '/messages',
    { messages: [{ body: '', attributes: { '': { type: 'string', value: 'x' } } }] },
    { pointer: '/messages/0/attributes/' },
  ],
  [
    'an attribute name with a slash',
    'POST',
    '/messages',
    { messages: [{ body: '', attributes: { 'a/b~': { type: 'string', value: 'x' } } }] },
    { pointer: '/messages/0/attributes/a~1b~0' },
  ],
  [
    'a name that JavaScript keeps',
    'POST',
    '/messages',
    '{"messages":[{"body":"","attributes":{"constructor":{"type":"string","value":"x"}}}]}',
    { pointer: '/messages/0/attributes/constructor' },
  ],
  [
    '__proto__ as a name',
    'POST',
    '/messages',
    '{"messages":[{"body":"","attributes":{"__proto__":{"type":"string","value":"x"}}}]}',
    { pointer: '/messages/0/attributes/__proto__' },
  ],
  [
    'an empty attribute',
    'POST',
    '/messages',
    { messages: [{ body: '', attributes: { a: { type: 'string', value: '' } } }] },
    { pointer: '/messages/0/attributes/a/value' },
  ],
  [
    'a number that is none',
    'POST',
    '/messages',
    { messages: [{ body: '', attributes: { a: { type: 'number', value: '1,5' } } }] },
    { pointer: '/messages/0/attributes/a/value', got: '1,5' },
  ],
  [
    'a control character in an attribute',
    'POST',
    '/messages',
    { messages: [{ body: '', attributes: { a: { type: 'string', value: '\u0000' } } }] },
    { pointer: '/messages/0/attributes/a/value' },
  ],
  ['a receipt that is no text', 'POST', '/ack', { receipts: [1] }, { pointer: '/receipts/0' }],
  ['no receipts', 'POST', '/nack', { receipts: [] }, { pointer: '/receipts', limit: 1 }],
  [
    'a long reason',
    'POST',
    '/nack',
    { receipts: ['x'], reason: 'ä'.repeat(129) },
    { pointer: '/reason', limit: 256, got: 258 },
  ],
  [
    'no time to extend by',
    'POST',
    '/extend',
    { receipts: ['x'] },
    { pointer: '/visibilityTimeoutSeconds', detail: 'is missing' },
  ],
  [
    'too long a lease',
    'POST',
    '/extend',
    { receipts: ['x'], visibilityTimeoutSeconds: 43_201 },
    { pointer: '/visibilityTimeoutSeconds', limit: 43_200, got: 43_201 },
  ],
  ['no messages to poll', 'POST', '/poll', { maxMessages: 0 }, { pointer: '/maxMessages', limit: 1 }],
  ['too long a wait', 'POST', '/poll', { waitSeconds: 31 }, { pointer: '/waitSeconds', limit: 30, got: 31 }],
  ['a page of none', 'GET', '/messages?limit=0', undefined, { pointer: '/query/limit', limit: 1, got: 0 }],
  ['a page of many', 'GET', '/messages?limit=101', undefined, { pointer: '/query/limit', limit: 100 }],
  [
    'a limit that is no number',
    'GET',
    '/messages?limit=ten',
    undefined,
    { pointer: '/query/limit', detail: 'has to be a number', got: 'ten' },
  ],
  ['an unknown state', 'GET', '/messages?state=lost', undefined, { pointer: '/query/state', got: 'lost' }],
  ['an unknown parameter', 'GET', '/messages?__proto__=1', undefined, { pointer: '/query/__proto__' }],
  ['a forged cursor', 'GET', '/messages?cursor=abc', undefined, { pointer: '/cursor' }],
  ['an encoding without a body', 'PATCH', '/messages/x', { bodyEncoding: 'base64' }, { pointer: '/bodyEncoding' }],
  ['retention of a second', 'PATCH', '', { retentionSeconds: 1 }, { pointer: '/retentionSeconds', limit: 60, got: 1 }],
  ['a setting that is null', 'PATCH', '', { waitSeconds: null }, { pointer: '/waitSeconds', got: null }],
]

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
  for (const name of ['a.fifo', 'x'.repeat(121), '%20', '%2e%2e', 'a%2Fb', '%F0%9F%90%87', '%00'])
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
