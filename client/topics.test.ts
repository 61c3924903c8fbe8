import { expect, test } from 'vitest'
import { json, problem, scriptedClient } from './fixtures.ts'
import { SubscriptionNotFoundError } from './index.ts'

const etag = { etag: '"3"' }

test('topics are put, changed, read, listed and deleted', async () => {
  const view = { name: 'a b' }
  const replies = [
    json(view, 201, etag),
    json(view, 200, etag),
    json(view, 200, etag),
    json({ items: [view] }),
    json(undefined, 204),
  ]
  const { client, sent } = scriptedClient(replies)
  expect(await client.putTopic('a b', {}, { onlyNew: true })).toEqual({ ...view, etag: '"3"', created: true })
  expect(await client.updateTopic('a b', { maxMessageBytes: 2_048 }, { ifMatch: '"2"' })).toEqual({ ...view, ...etag })
  expect(await client.getTopic('a b')).toEqual({ ...view, ...etag })
  for await (const topic of client.topics({ prefix: 'a' })) expect(topic).toEqual(view)
  await client.deleteTopic('a b')
  expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'PUT /v1/topics/a%20b',
    'PATCH /v1/topics/a%20b',
    'GET /v1/topics/a%20b',
    'GET /v1/topics?prefix=a',
    'DELETE /v1/topics/a%20b',
  ])
  expect(sent[0]!.headers).toMatchObject({ 'if-none-match': '*' })
  expect(sent[1]!.headers).toMatchObject({ 'if-match': '"2"' })
})

test('subscriptions are put, changed, read, listed and ended', async () => {
  const view = { name: 's' }
  const replies = [
    json(view, 200, etag),
    json(view, 200, etag),
    json(view, 200, etag),
    json({ items: [view] }),
    json({ visible: 2 }),
    json(undefined, 204),
    problem('SubscriptionNotFound', 404),
  ]
  const { client, sent } = scriptedClient(replies)
  const endpoint = { kind: 'queue', queue: 'q' } as const
  expect(await client.putSubscription('t', 's', { endpoint })).toEqual({ ...view, ...etag, created: false })
  expect(await client.updateSubscription('t', 's', { filter: null })).toEqual({ ...view, ...etag })
  expect(await client.getSubscription('t', 's')).toEqual({ ...view, ...etag })
  for await (const one of client.subscriptions('t')) expect(one).toEqual(view)
  expect(await client.subscriptionStats('t', 's')).toEqual({ visible: 2 })
  await client.deleteSubscription('t', 's')
  await expect(client.getSubscription('t', 's')).rejects.toBeInstanceOf(SubscriptionNotFoundError)
  expect(sent[0]!.body).toEqual({ endpoint })
  expect(new Set(sent.map(({ path }) => path))).toEqual(
    new Set(['/v1/topics/t/subscriptions/s', '/v1/topics/t/subscriptions', '/v1/topics/t/subscriptions/s/stats']),
  )
})

test('a publish to a topic is repeated under one key', async () => {
  const { client, sent } = scriptedClient([new Error('gone'), json({ messages: [{ id: 'x' }] }, 201)])
  expect(await client.publishToTopic('t', [{ body: new Uint8Array([0]), tag: 'red' }])).toEqual(['x'])
  const [first, second] = sent
  expect(first!.body).toEqual({ messages: [{ body: 'AA==', bodyEncoding: 'base64', tag: 'red' }] })
  expect(first!.headers).toHaveProperty('idempotency-key')
  expect([second!.headers, second!.body]).toEqual([first!.headers, first!.body])
})
