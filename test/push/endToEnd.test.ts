import { expect, test, vi } from 'vitest'
import type { ActionName, InputOf } from '../../lib/actions/actions.ts'
import type { Flags } from '../../lib/config.ts'
import type { SubscriptionChange } from '../../lib/domain/subscription.ts'
import { anyone, never } from '../actions/scene.ts'
import { text } from '../fixtures.ts'
import { aServer } from '../server/aServer.ts'
import { aReceiver, isAuthentic } from './aReceiver.ts'

/** A server with a topic, whose time stands still until it is moved. */
async function aTopic(flags: Flags = { pushAllow: '127.0.0.1' }) {
  const { server, ask: fetchAt } = await aServer({ clock: 'virtual', ...flags })
  const ask = <Name extends ActionName>(name: Name, input: InputOf<Name>) =>
    server.app.perform(anyone, name, input, never)
  await ask('putTopic', { topic: 'news', settings: {}, expected: 'any' })
  const subscribe = (subscription: string, settings: SubscriptionChange) =>
    ask('putSubscription', { topic: 'news', subscription, settings, expected: 'any' })
  const to = (url: string): SubscriptionChange => ({ endpoint: { kind: 'http', url } })
  const publish = (body: string, tag?: string) =>
    ask('publishToTopic', { topic: 'news', messages: [{ body: Buffer.from(body), kind: 'text', tag }] })
  const makeQueue = (queue: string) => ask('putQueue', { queue, settings: {}, expected: 'any' })
  /** What a queue has, waited for. */
  const take = async (queue: string) => {
    const { messages } = await ask('poll', { queue, maxMessages: 16, waitSeconds: 20 })
    return messages.map(({ message }) => message.envelope)
  }
  const advance = (advanceSeconds: number) => fetchAt('POST', '/dev/clock', { advanceSeconds })
  return { server, ask, subscribe, to, publish, makeQueue, take, advance, fetchAt }
}

test.each(['raw', 'xml', 'json'] as const)(
  'what is published arrives in %s, signed by the certificate that is served',
  async format => {
    const { subscribe, to, publish } = await aTopic()
    const receiver = await aReceiver()
    await subscribe('s', { ...to(`${receiver.url}/hook?a=b`), format })
    await publish('hello <world>', 'tagged')
    const [push] = await receiver.got(1)
    expect(push!.path).toBe('/hook?a=b')
    expect(push!.raw).toEqual(
      expect.arrayContaining(['Content-md5', 'Content-Type', 'Date', 'Authorization', 'x-mns-version']),
    )
    const bodies = {
      raw: 'hello <world>',
      xml: '<Message>hello &lt;world&gt;</Message>',
      json: '"Message":"hello <world>"',
    }
    expect(push!.body).toContain(bodies[format])
    expect(await isAuthentic(push!)).toBe(true)
    expect(await isAuthentic({ ...push!, path: '/hook' })).toBe(false)
  },
)

test('an endpoint that fails is asked again, while another gets each message once', async () => {
  const { subscribe, to, publish, advance } = await aTopic()
  const good = await aReceiver()
  const bad = await aReceiver(() => 500)
  await subscribe('good', to(good.url))
  await subscribe('bad', { ...to(bad.url), retry: { kind: 'fixed', delaySeconds: 5 }, attemptsMax: 3 })
  await publish('a')
  await Promise.all([good.got(1), bad.got(1)])
  for (const tries of [2, 3]) {
    // The answer has to be there before the time moves on.
    while (bad.received.length < tries) await advance(5)
  }
  expect(good.received.map(({ body }) => body)).toEqual(['a'])
  expect(new Set(bad.received.map(({ headers }) => headers['x-mns-message-id'])).size).toBe(1)
  expect(new Set(bad.received.map(({ headers }) => headers['x-mns-request-id'])).size).toBe(3)
})

test.each([
  ['an endpoint that refuses', () => aReceiver(() => 403).then(({ url }) => url), 'answered 403'],
  ['an endpoint that is not there', async () => 'http://127.0.0.1:1', 'connection refused'],
])('a message for %s ends in the dead-letter queue, which says why', async (_, urlOf, why) => {
  const { subscribe, to, publish, makeQueue, take } = await aTopic()
  await makeQueue('dead')
  await subscribe('s', { ...to(await urlOf()), attemptsMax: 1, deadLetterQueue: 'dead' })
  await publish('a')
  const [letter] = await take('dead')
  expect(text(letter!.body)).toBe('a')
  expect(letter!.origins).toEqual([expect.objectContaining({ reason: 'nacked', text: why, attempts: 1 })])
  expect(letter!.topic).toMatchObject({ name: 'news', subscription: 's' })
})

test('nothing inside is pushed to by its name, unless a setting says so', async () => {
  const { subscribe, to, publish, makeQueue, take } = await aTopic({})
  const receiver = await aReceiver()
  await makeQueue('dead')
  const url = receiver.url.replace('127.0.0.1', 'localhost')
  await subscribe('s', { ...to(url), attemptsMax: 1, deadLetterQueue: 'dead' })
  await publish('a')
  const [letter] = await take('dead')
  expect(letter!.origins?.[0]?.text).toMatch(/^nothing is pushed to the address (127\.0\.0\.1|::1)$/)
  expect(receiver.received).toEqual([])
})

test.each([
  ['http://127.0.0.2:9/', '127.0.0.2'],
  ['http://0x7f.2/', '127.0.0.2'],
  ['http://2130706434/', '127.0.0.2'],
  ['http://0177.0.0.2./', '127.0.0.2'],
  ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
  ['http://169.254.169.254/', '169.254.169.254'],
])('the endpoint %s is refused at once, and who allows its address is named', async (url, address) => {
  const { ask, subscribe, to } = await aTopic()
  const refused = { code: 'EndpointRefused', message: expect.stringContaining(`${address}, to which`) }
  await expect(subscribe('s', to(url))).rejects.toMatchObject(refused)
  await expect(subscribe('s', to(url))).rejects.toMatchObject({ message: expect.stringContaining('--push-allow') })
  await subscribe('s', to('http://127.0.0.1:9/'))
  const change = ask('updateSubscription', { topic: 'news', subscription: 's', settings: to(url), expected: 'any' })
  await expect(change).rejects.toMatchObject(refused)
})

test('the log says that pushes fail, and of each that is dropped, by the names that its publisher knows', async () => {
  const { server, subscribe, to, publish } = await aTopic()
  const warn = vi.spyOn(server.app.log, 'warn').mockImplementation(() => {})
  const said = (what: string) => warn.mock.calls.filter(([words]) => words === what).map(([, fields]) => fields)
  const receiver = await aReceiver(() => 503)
  await subscribe('s', { ...to(`${receiver.url}/hook?token=x`), attemptsMax: 1 })
  const {
    ids: [messageId],
  } = await publish('a')
  await vi.waitFor(() => expect(said('push dropped')).toHaveLength(1))
  const common = { topic: 'news', subscription: 's', messageId, reason: 'answered 503' }
  expect(said('push failed')).toEqual([{ ...common, endpoint: receiver.url }])
  expect(said('push dropped')).toEqual([{ ...common, id: expect.any(String), tries: 1 }])
})

test('a copy for a queue is wrapped as a push would be, and comes though the queue was away', async () => {
  const { ask, subscribe, publish, makeQueue, take, advance } = await aTopic()
  await makeQueue('copies')
  await subscribe('s', {
    endpoint: { kind: 'queue', queue: 'copies' },
    format: 'json',
    retry: { kind: 'fixed', delaySeconds: 60 },
  })
  await publish('a')
  const [copy] = await take('copies')
  expect(JSON.parse(text(copy!.body))).toMatchObject({ TopicName: 'news', SubscriptionName: 's', Message: 'a' })
  await ask('deleteQueue', { queue: 'copies', expected: 'any' })
  await publish('b')
  await advance(10)
  await makeQueue('copies')
  const taken = take('copies')
  let isThere = false
  void taken.then(() => {
    isThere = true
  })
  while (!isThere) await advance(60)
  expect((await taken).map(({ body }) => JSON.parse(text(body)).Message)).toEqual(['b'])
})

test('a certificate is fetched by whoever asks, and one that is not known is not there', async () => {
  const { server, fetchAt } = await aTopic()
  const { signingCertificate } = await import('../../lib/actions/certificates.ts')
  const { certificate } = await signingCertificate(server.app.services)
  const found = await fetchAt('GET', `/certificates/${certificate.id}.pem`)
  expect([found.status, found.body]).toEqual([200, certificate.pem])
  expect(found.headers.get('content-type')).toBe('application/x-pem-file')
  for (const path of ['/certificates/none.pem', `/certificates/${'0'.repeat(32)}.pem`, '/certificates/'])
    expect((await fetchAt('GET', path)).status).toBe(404)
  expect((await fetchAt('DELETE', `/certificates/${certificate.id}.pem`)).status).toBe(405)
})
