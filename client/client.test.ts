import { expect, test } from 'vitest'
import { aLeased, broken, json, type Reply, scriptedClient } from './fixtures.ts'
import { NetworkError, type SluiceClient } from './index.ts'

const view = { name: 'orders', visibilityTimeoutSeconds: 30, paused: false }
const results = [{ receipt: 'r1', outcome: 'acked' }]
const page = { items: [{ id: 'm1' }] }

type Case = [
  name: string,
  run: (client: SluiceClient) => Promise<unknown>,
  request: string,
  body: unknown,
  reply: Reply,
  answer: unknown,
]

const cases: Case[] = [
  ['health', c => c.health(), 'GET /health', undefined, json({ status: 'ok' }), { status: 'ok' }],
  [
    'putQueue',
    c => c.putQueue('orders', { delaySeconds: 5 }),
    'PUT /v1/queues/orders',
    { delaySeconds: 5 },
    json(view, 201, { etag: '"1"' }),
    { ...view, etag: '"1"', created: true },
  ],
  [
    'putQueue of one that exists',
    c => c.putQueue('orders'),
    'PUT /v1/queues/orders',
    {},
    json(view, 200, { etag: '"2"' }),
    { ...view, etag: '"2"', created: false },
  ],
  [
    'updateQueue',
    c => c.updateQueue('orders', { waitSeconds: 3 }),
    'PATCH /v1/queues/orders',
    { waitSeconds: 3 },
    json(view),
    { ...view, etag: '' },
  ],
  ['getQueue', c => c.getQueue('a b'), 'GET /v1/queues/a%20b', undefined, json(view), { ...view, etag: '' }],
  [
    'listQueues',
    c => c.listQueues({ prefix: 'or', limit: 5, cursor: 'x y' }),
    'GET /v1/queues?prefix=or&limit=5&cursor=x+y',
    undefined,
    json({ items: [view] }),
    { items: [view] },
  ],
  ['deleteQueue', c => c.deleteQueue('orders'), 'DELETE /v1/queues/orders', undefined, json(null, 204), undefined],
  [
    'queueStats',
    c => c.queueStats('orders'),
    'GET /v1/queues/orders/stats',
    undefined,
    json({ visible: 3 }),
    { visible: 3 },
  ],
  [
    'startRedrive',
    c => c.startRedrive('a b', { to: 'orders' }),
    'POST /v1/queues/a%20b/redrives',
    { to: 'orders' },
    json({ id: 'r1' }, 202),
    { id: 'r1' },
  ],
  [
    'listRedrives',
    c => c.listRedrives('dead'),
    'GET /v1/queues/dead/redrives',
    undefined,
    json({ items: [{ id: 'r1' }] }),
    [{ id: 'r1' }],
  ],
  ['getRedrive', c => c.getRedrive('r 1'), 'GET /v1/redrives/r%201', undefined, json({ id: 'r 1' }), { id: 'r 1' }],
  [
    'cancelRedrive',
    c => c.cancelRedrive('r1'),
    'POST /v1/redrives/r1/cancel',
    undefined,
    json({ id: 'r1' }),
    { id: 'r1' },
  ],
  ['purgeQueue', c => c.purgeQueue('orders'), 'POST /v1/queues/orders/purge', undefined, json(null, 204), undefined],
  [
    'pauseQueue',
    c => c.pauseQueue('orders'),
    'POST /v1/queues/orders/pause',
    undefined,
    json(view),
    { ...view, etag: '' },
  ],
  [
    'resumeQueue',
    c => c.resumeQueue('orders'),
    'POST /v1/queues/orders/resume',
    undefined,
    json(view),
    { ...view, etag: '' },
  ],
  [
    'publish',
    c => c.publish('orders', [{ body: 'a' }, { body: Uint8Array.of(0, 255), deliverAt: new Date(0) }]),
    'POST /v1/queues/orders/messages',
    { messages: [{ body: 'a' }, { body: 'AP8=', bodyEncoding: 'base64', deliverAt: '1970-01-01T00:00:00.000Z' }] },
    json({ messages: [{ id: 'm1' }, { id: 'm2' }] }, 201),
    ['m1', 'm2'],
  ],
  [
    'poll',
    c => c.poll('orders', { maxMessages: 2, waitSeconds: 1 }),
    'POST /v1/queues/orders/poll',
    { maxMessages: 2, waitSeconds: 1 },
    json({ messages: [aLeased(1)] }),
    [aLeased(1)],
  ],
  ['ack', c => c.ack('orders', ['r1']), 'POST /v1/queues/orders/ack', { receipts: ['r1'] }, json({ results }), results],
  [
    'nack',
    c => c.nack('orders', { receipts: ['r1'], delaySeconds: 9, reason: 'busy' }),
    'POST /v1/queues/orders/nack',
    { receipts: ['r1'], delaySeconds: 9, reason: 'busy' },
    json({ results }),
    results,
  ],
  [
    'extend',
    c => c.extend('orders', { receipts: ['r1'], visibilityTimeoutSeconds: 60 }),
    'POST /v1/queues/orders/extend',
    { receipts: ['r1'], visibilityTimeoutSeconds: 60 },
    json({ results }),
    results,
  ],
  [
    'browse',
    c => c.browse('orders', { state: 'delayed' }),
    'GET /v1/queues/orders/messages?state=delayed',
    undefined,
    json(page),
    page,
  ],
  [
    'getMessage',
    c => c.getMessage('orders', 'm1'),
    'GET /v1/queues/orders/messages/m1',
    undefined,
    json({ id: 'm1' }),
    { id: 'm1' },
  ],
  [
    'editMessage',
    c => c.editMessage('orders', 'm1', { deliverAt: new Date(0) }),
    'PATCH /v1/queues/orders/messages/m1',
    { deliverAt: '1970-01-01T00:00:00.000Z' },
    json({ id: 'm1' }),
    { id: 'm1' },
  ],
  [
    'cancelMessage',
    c => c.cancelMessage('orders', 'm1'),
    'DELETE /v1/queues/orders/messages/m1',
    undefined,
    json(null, 204),
    undefined,
  ],
  ['advanceClock', c => c.advanceClock(60), 'POST /dev/clock', { advanceSeconds: 60 }, json({ now: 'then' }), 'then'],
]

test.each(cases)('%s sends its request and reads its answer', async (_, run, request, body, reply, answer) => {
  const { client, sent } = scriptedClient([reply])
  expect(await run(client)).toEqual(answer)
  expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([request])
  expect(sent[0]!.body).toEqual(body)
  expect(sent[0]!.headers['content-type']).toBe(body === undefined ? undefined : 'application/json')
})

test('conditions travel as If-Match and If-None-Match', async () => {
  const { client, sent } = scriptedClient([json(view), json(view), json(view), json(null, 204)])
  await client.putQueue('orders', {}, { onlyNew: true })
  await client.putQueue('orders', {}, { ifMatch: '"1"' })
  await client.updateQueue('orders', {}, { ifMatch: '"2"' })
  await client.deleteQueue('orders', { ifMatch: '"3"' })
  const conditions = sent.map(({ headers }) => [headers['if-match'], headers['if-none-match']])
  expect(conditions).toEqual([
    [undefined, '*'],
    ['"1"', undefined],
    ['"2"', undefined],
    ['"3"', undefined],
  ])
})

test('each publish carries a request key of its own, or the one it is given', async () => {
  const stored = () => json({ messages: [{ id: 'm1' }] }, 201)
  const { client, sent } = scriptedClient([stored(), stored(), stored()])
  await client.publish('orders', [{ body: 'a' }])
  await client.publish('orders', [{ body: 'a' }])
  await client.publish('orders', [{ body: 'a' }], { requestKey: 'mine' })
  const keys = sent.map(({ headers }) => headers['idempotency-key'])
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(keys[1]).not.toBe(keys[0])
  expect(keys[2]).toBe('mine')
})

test('lists are walked page by page, asking for the next one only when it is needed', async () => {
  const pages = [json({ items: [{ name: 'a' }, { name: 'b' }], nextCursor: 'c1' }), json({ items: [{ name: 'c' }] })]
  const { client, sent } = scriptedClient(pages)
  const names: string[] = []
  for await (const { name } of client.queues({ prefix: 'x', limit: 2 })) {
    names.push(name)
    if (name === 'b') expect(sent).toHaveLength(1)
  }
  expect(names).toEqual(['a', 'b', 'c'])
  expect(sent.map(({ path }) => path)).toEqual(['/v1/queues?prefix=x&limit=2', '/v1/queues?prefix=x&limit=2&cursor=c1'])
})

test('browsing walks every page of the state', async () => {
  const { client, sent } = scriptedClient([json({ items: [], nextCursor: 'c1' }), json({ items: [{ id: 'm1' }] })])
  const ids: string[] = []
  for await (const { id } of client.messages('orders', { state: 'inFlight' })) ids.push(id)
  expect(ids).toEqual(['m1'])
  expect(sent[1]!.path).toBe('/v1/queues/orders/messages?state=inFlight&cursor=c1')
})

test('a poll that has a name is sent again when its answer was lost, one without is not', async () => {
  const named = scriptedClient([broken('ECONNRESET'), json({ messages: [] })])
  expect(await named.client.poll('orders.fifo', { attemptId: 'try' })).toEqual([])
  expect(named.sent.map(({ body }) => body)).toEqual([{ attemptId: 'try' }, { attemptId: 'try' }])
  const nameless = scriptedClient([broken('ECONNRESET')])
  await expect(nameless.client.poll('orders.fifo')).rejects.toThrow(NetworkError)
})

test('an ordered publish answers the numbers too', async () => {
  const messages = [{ id: 'm1', sequence: '00000000000000000001' }]
  const { client } = scriptedClient([json({ messages }, 201)])
  expect(await client.publishInOrder('orders.fifo', [{ body: 'a', groupId: 'g' }])).toEqual(messages)
})
