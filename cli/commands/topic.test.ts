import { expect, test } from 'vitest'
import { json, problem } from '../../client/fixtures.ts'
import { sluice } from '../fixtures.ts'

const times = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
const view = { name: 'news', maxMessageBytes: 1_048_576, subscriptions: 1, ...times }
const retry = { kind: 'fixed', delaySeconds: 5 }
const endpoint = { kind: 'queue', queue: 'orders' }
const subscription = { topic: 'news', name: 'one', endpoint, format: 'raw', retry, maxAttempts: 4, ...times }
const etag = { etag: '"1"' }

test('a topic is created unless there is one, shown with its subscriptions, listed and deleted', async () => {
  const line = ['topic', 'create', 'news', '--max-message-bytes', '2048']
  const created = await sluice(line, { replies: [json(view, 201, etag)] })
  expect(created).toMatchObject({ code: 0, stdout: expect.stringMatching(/^topic +news$/m) })
  expect(created.sent[0]).toMatchObject({ path: '/v1/topics/news', headers: { 'if-none-match': '*' } })
  expect(created.sent[0]!.body).toEqual({ maxMessageBytes: 2_048 })
  const stderr = 'sluice: There is a topic news already.\n'
  expect(await sluice(line, { replies: [problem('VersionConflict', 412)] })).toMatchObject({ code: 4, stderr })
  const shown = await sluice(['topic', 'show', 'news'], {
    replies: [json(view, 200, etag), json({ items: [subscription] })],
  })
  expect(shown.stdout).toMatch(/ {2}one orders\n$/)
  expect(shown.requests[1]).toBe('GET /v1/topics/news/subscriptions?limit=100')
  expect((await sluice(['topic', 'list'], { replies: [json({ items: [view] })] })).stdout).toBe('news\n')
  expect(await sluice(['topic', 'delete', 'news'])).toMatchObject({ code: 2, requests: [] })
  const deleted = await sluice(['topic', 'delete', 'news', '--yes'], { replies: [json(undefined, 204)] })
  expect(deleted).toMatchObject({ code: 0, requests: ['DELETE /v1/topics/news'] })
})

test('the settings of a topic are changed', async () => {
  const line = ['topic', 'update', 'news', '--max-message-bytes', '4096']
  const changed = await sluice(line, { replies: [json({ ...view, maxMessageBytes: 4_096 }, 200, etag)] })
  expect(changed).toMatchObject({ requests: ['PATCH /v1/topics/news'], stdout: expect.stringContaining('4096 bytes') })
  expect(changed.sent[0]!.body).toEqual({ maxMessageBytes: 4_096 })
  expect(await sluice(line.slice(0, 3))).toMatchObject({ code: 2, requests: [] })
})

test('a subscription says where copies go, and which', async () => {
  const flags =
    '--queue orders --tag red --filter {"n":[1]} --format json --retry fixed:5 --max-attempts 4 --dead-letter dead --max-concurrency 3 --max-per-second 9'
  const made = await sluice(`topic subscribe news one ${flags}`.split(' '), {
    replies: [json(subscription, 201, etag)],
  })
  expect(made.requests).toEqual(['PUT /v1/topics/news/subscriptions/one'])
  expect(made.sent[0]!.body).toEqual({
    endpoint,
    format: 'json',
    filter: { tag: 'red', attributes: { n: [1] } },
    retry,
    maxAttempts: 4,
    deadLetterQueue: 'dead',
    maxConcurrency: 3,
    maxPerSecond: 9,
  })
  expect(made.stdout).toMatch(/^queue +orders$/m)
  const url = 'https://example.com/'
  const http = await sluice(['topic', 'subscribe', 'news', 'one', '--http', url], {
    replies: [json(subscription, 201, etag)],
  })
  expect(http.sent[0]!.body).toEqual({ endpoint: { kind: 'http', url } })
  const stats = { visible: 1, inFlight: 0, delayed: 7, exact: true, asOf: times.createdAt }
  const replies = () => [json(subscription, 200, etag), json(stats)]
  const shown = await sluice(['topic', 'show', 'news', 'one'], { replies: replies() })
  expect(shown.stdout).toMatch(/^retry +fixed:5$/m)
  expect(shown.stdout).toMatch(/^delayed +7$/m)
  expect(shown.requests[1]).toBe('GET /v1/topics/news/subscriptions/one/stats')
  const asJson = await sluice(['topic', 'show', 'news', 'one', '--json'], { replies: replies() })
  expect(JSON.parse(asJson.stdout)).toMatchObject({ name: 'one', stats })
  const ended = await sluice(['topic', 'unsubscribe', 'news', 'one'], { replies: [json(undefined, 204)] })
  expect(ended).toMatchObject({ code: 0, requests: ['DELETE /v1/topics/news/subscriptions/one'] })
})

test.each([[[]], [['--queue', 'a', '--http', 'b']], [['--queue', 'a', '--filter', '{']]])(
  'a subscription with %j is refused',
  async flags => {
    expect(await sluice(['topic', 'subscribe', 'news', 'one', ...flags])).toMatchObject({ code: 2, requests: [] })
  },
)

test('messages are published with what they carry', async () => {
  const line = 'topic publish news a b --tag red --attribute n=1 --priority 2 --expires-in 1m --group g'
  const { sent, stdout } = await sluice(line.split(' '), {
    replies: [json({ messages: [{ id: 'x' }, { id: 'y' }] }, 201)],
  })
  const common = { tag: 'red', attributes: { n: { type: 'string', value: '1' } }, priority: 2 }
  const messages = ['a', 'b'].map(body => ({ body, ...common, expiresInSeconds: 60, groupId: 'g' }))
  expect(sent[0]).toMatchObject({ path: '/v1/topics/news/messages', body: { messages } })
  expect(stdout).toBe('x\ny\n')
})
