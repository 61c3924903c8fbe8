import { describe, expect, test } from 'vitest'
import { stores } from '../../stores.ts'
import { openDoor } from './door.ts'

const news = '/v1/topics/news'
const toQueue = (queue: string, more: object = {}) => ({ endpoint: { kind: 'queue', queue }, ...more })
const toUrl = (more: object = {}) => ({ endpoint: { kind: 'http', url: 'https://example.com/hook' }, ...more })

describe.each(stores)('topics by the native API on %s', (_name, makeStore) => {
  async function openTopic() {
    const door = await openDoor(makeStore)
    const put = await door.send('PUT', news)
    for (const queue of ['one', 'two']) await door.send('PUT', `/v1/queues/${queue}`)
    const subscribe = (name: string, body: object) => door.send('PUT', `${news}/subscriptions/${name}`, { body })
    const publish = (messages: object[], headers = {}) =>
      door.send('POST', `${news}/messages`, { body: { messages }, headers })
    const poll = async (queue: string) =>
      (await door.send('POST', `/v1/queues/${queue}/poll`, { body: { maxMessages: 10 } })).body.messages
    return { ...door, put, subscribe, publish, poll }
  }

  test('a topic is created, shown, changed, listed and deleted', async () => {
    const { send, put, subscribe } = await openTopic()
    expect(put).toMatchObject({ status: 201, body: { name: 'news', maxMessageBytes: 1_048_576, subscriptions: 0 } })
    expect(await send('PUT', news, { headers: { 'if-none-match': '*' } })).toMatchObject({ status: 412 })
    await subscribe('one', toQueue('one'))
    const { headers, body } = await send('GET', news)
    expect(body).toMatchObject({ subscriptions: 1 })
    const change = { body: { maxMessageBytes: 2_048 }, headers: { 'if-match': headers.etag! } }
    expect((await send('PATCH', news, change)).body).toMatchObject({ maxMessageBytes: 2_048, subscriptions: 1 })
    expect(await send('PATCH', news, change)).toMatchObject({ status: 412 })
    await send('PUT', '/v1/topics/olds')
    const { items, nextCursor } = (await send('GET', '/v1/topics?limit=1')).body
    expect(items).toMatchObject([{ name: 'news' }])
    expect((await send('GET', `/v1/topics?limit=1&cursor=${nextCursor}`)).body.items).toMatchObject([{ name: 'olds' }])
    expect(await send('DELETE', news)).toMatchObject({ status: 204 })
    expect((await send('GET', news)).body).toMatchObject({ code: 'TopicNotFound' })
    expect((await send('POST', `${news}/messages`, { body: { messages: [{ body: 'x' }] } })).status).toBe(404)
  })

  test('a subscription is made, shown, changed, listed and ended', async () => {
    const { send, subscribe, publish } = await openTopic()
    const one = `${news}/subscriptions/one`
    const filter = { tag: 'red', attributes: { store: ['shop', { prefix: 'kiosk-' }] } }
    const made = await subscribe('one', toQueue('one', { filter, maxPerSecond: 5 }))
    expect(made).toMatchObject({
      status: 201,
      body: { topic: 'news', name: 'one', format: 'raw', filter, maxAttempts: 177 },
    })
    expect(await subscribe('one', toQueue('one'))).toMatchObject({ status: 200 })
    const { headers, body } = await send('GET', one)
    expect(body).not.toHaveProperty('filter')
    const change = {
      body: { ...toUrl(), maxAttempts: 4, deadLetterQueue: 'two' },
      headers: { 'if-match': headers.etag! },
    }
    expect((await send('PATCH', one, change)).body).toMatchObject({ ...change.body, format: 'raw' })
    expect((await send('PATCH', one, { body: { deadLetterQueue: null } })).body).not.toHaveProperty('deadLetterQueue')
    await subscribe('two', toUrl())
    await publish([{ body: 'x' }])
    const counts = { visible: 1, inFlight: 0, delayed: 0, oldestAgeSeconds: 0 }
    expect((await send('GET', `${news}/subscriptions/two/stats`)).body).toMatchObject(counts)
    const { items, nextCursor } = (await send('GET', `${news}/subscriptions?limit=1`)).body
    const rest = (await send('GET', `${news}/subscriptions?limit=1&cursor=${nextCursor}`)).body
    expect([...items, ...rest.items].map(({ name }: { name: string }) => name)).toEqual(['one', 'two'])
    expect(await send('DELETE', one)).toMatchObject({ status: 204 })
    expect((await send('DELETE', one)).body).toMatchObject({ code: 'SubscriptionNotFound' })
  })

  test('what is published reaches each queue that wants it, with where it comes from', async () => {
    const { publish, subscribe, poll, send } = await openTopic()
    await subscribe('one', toQueue('one'))
    await subscribe('two', toQueue('two', { filter: { attributes: { n: [{ numeric: ['>=', 5] }] } } }))
    await subscribe('hook', toUrl())
    const messages = [
      { body: 'eA==', bodyEncoding: 'base64', tag: 'red', attributes: { n: { type: 'number', value: '5' } } },
      { body: 'y', priority: 1 },
    ]
    const published = await publish(messages)
    const [x, y] = published.body.messages.map(({ id }: { id: string }) => id)
    expect(published.status).toBe(201)
    const [first] = await poll('two')
    const topic = { name: 'news', messageId: x, tag: 'red', subscription: 'two' }
    expect(first).toMatchObject({ body: 'eA==', topic })
    expect((await send('GET', `/v1/queues/two/messages/${first.id}`)).body).toMatchObject({ topic })
    const copies = await poll('one')
    expect(copies.map(({ body, topic: { messageId } }: never) => [body, messageId]).sort()).toEqual(
      [
        ['eA==', x],
        ['y', y],
      ].sort(),
    )
    expect((await send('GET', '/v1/queues')).body.items.map(({ name }: { name: string }) => name)).toEqual([
      'one',
      'two',
    ])
  })

  test('with an Idempotency-Key a repetition copies nothing', async () => {
    const { publish, subscribe, poll } = await openTopic()
    await subscribe('one', toQueue('one'))
    await subscribe('two', toQueue('two'))
    const key = { 'idempotency-key': 'k' }
    const first = await publish([{ body: 'x' }], key)
    expect((await publish([{ body: 'x' }], key)).body).toEqual(first.body)
    expect((await publish([{ body: 'x', tag: 'red' }], key)).body).toMatchObject({ code: 'RequestKeyReused' })
    expect(await poll('one')).toHaveLength(1)
    expect(await poll('two')).toHaveLength(1)
  })
})

const [[, memory]] = stores as [[string, (typeof stores)[number][1]]]

test.each([
  ['PUT', '/v1/topics/a.b', {}, '/path/topic'],
  ['PUT', `/v1/topics/${'x'.repeat(256)}`, {}, '/path/topic'],
  ['PUT', `${news}/subscriptions/~a`, toUrl(), '/path/subscription'],
  ['PUT', news, { maxMessageBytes: 1_023 }, '/maxMessageBytes'],
  ['PUT', `${news}/subscriptions/a`, {}, '/endpoint'],
  ['PUT', `${news}/subscriptions/a`, { endpoint: { kind: 'mail' } }, '/endpoint/kind'],
  ['PUT', `${news}/subscriptions/a`, toQueue('~topic/news'), '/endpoint/queue'],
  ['PUT', `${news}/subscriptions/a`, toUrl({ filter: { tag: '' } }), '/filter/tag'],
  ['PUT', `${news}/subscriptions/a`, toUrl({ filter: { attributes: { a: 'b' } } }), '/filter/attributes/a'],
  ['PUT', `${news}/subscriptions/a`, toUrl({ filter: { attributes: 'b' } }), '/filter/attributes'],
  ['PUT', `${news}/subscriptions/a`, toUrl({ maxAttempts: 1_001 }), '/maxAttempts'],
  ['PUT', `${news}/subscriptions/a`, toUrl({ maxConcurrency: 0 }), '/maxConcurrency'],
  ['PUT', `${news}/subscriptions/a`, toUrl({ maxPerSecond: 10_001 }), '/maxPerSecond'],
  ['PUT', `${news}/subscriptions/a`, toUrl({ format: 'yaml' }), '/format'],
  ['POST', `${news}/messages`, { messages: [] }, '/messages'],
  ['POST', `${news}/messages`, { messages: [{ body: 'x', tag: 'x'.repeat(17) }] }, '/messages/0/tag'],
  ['POST', `${news}/messages`, { messages: [{ body: 'x', delaySeconds: 1 }] }, '/messages/0/delaySeconds'],
  ['POST', `${news}/messages`, { messages: [{ body: '!', bodyEncoding: 'base64' }] }, '/messages/0/body'],
])('%s %s with %j is refused at %s', async (method, path, body, pointer) => {
  const { send } = await openDoor(memory)
  await send('PUT', news)
  expect((await send(method, path, { body })).body).toMatchObject({ code: 'InvalidInput', errors: [{ pointer }] })
})

test('an attribute in a filter may be called as it can be in a message', async () => {
  const { send } = await openDoor(memory)
  await send('PUT', news)
  const text = '{"endpoint":{"kind":"http","url":"https://example.com/"},"filter":{"attributes":{"constructor":["x"]}}}'
  const { body } = await send('PUT', `${news}/subscriptions/a`, { body: text })
  expect(body.filter.attributes).toEqual({ constructor: ['x'] })
})
