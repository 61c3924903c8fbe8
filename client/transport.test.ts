import { describe, expect, test } from 'vitest'
import { NetworkError, QueueNotFoundError, SluiceError, TooManyRequestsError } from './errors.ts'
import { broken, json, ManualTime, problem, type Reply, scriptedClient, settled, silence } from './fixtures.ts'
import { SluiceClient } from './index.ts'

const thrownBy = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => expect.unreachable('it did not throw'),
    error => error,
  )

const stats = { visible: 1 }
const acked = { results: [] }
const stored = { messages: [{ id: 'm1' }] }
const fetchOfEach = (reply: () => Reply) => Array.from({ length: 10 }, reply)

describe('what goes out', () => {
  test('keeps a path in the address as a prefix, and sends the given headers', async () => {
    const { client, sent } = scriptedClient([json(stats)], {
      url: 'http://sluice.test/dev/',
      headers: { 'x-team': 'a' },
    })
    await client.queueStats('orders')
    expect(sent[0]).toMatchObject({ path: '/dev/v1/queues/orders/stats', headers: { 'x-team': 'a' } })
  })

  test('shows the access key, the one that is good now', async () => {
    const { client, sent } = scriptedClient([json(stats)], { token: 'ID.SECRET' })
    await client.queueStats('orders')
    expect(sent[0]!.headers.authorization).toBe('Bearer ID.SECRET')
    let count = 0
    const other = scriptedClient([json(stats), json(stats)], { token: async () => `ID.SECRET.${++count}` })
    await other.client.queueStats('orders')
    await other.client.queueStats('orders')
    expect(other.sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer ID.SECRET.1', 'Bearer ID.SECRET.2'])
  })

  test('says nothing of who calls where there is no key', async () => {
    const { client, sent } = scriptedClient([json(stats)])
    await client.queueStats('orders')
    expect(sent[0]!.headers).not.toHaveProperty('authorization')
  })

  test('fails as whoever was to give the key fails, and sends nothing', async () => {
    const token = () => Promise.reject(new Error('no key today'))
    const { client, sent } = scriptedClient([json(stats)], { token })
    expect(await thrownBy(client.queueStats('orders'))).toMatchObject({ message: 'no key today' })
    expect(sent).toEqual([])
  })

  test('an address that is none is refused at once', () => {
    expect(() => new SluiceClient({ url: 'localhost' })).toThrow(TypeError)
  })
})

describe('answers that are refusals', () => {
  test('a problem becomes an error with everything it says', async () => {
    const errors = [{ pointer: '/delaySeconds', detail: 'must be at most 604800', limit: 604_800, got: 9e9 }]
    const { client } = scriptedClient([problem('InvalidInput', 422, { detail: 'The request is not valid.', errors })])
    const error = (await thrownBy(client.putQueue('orders'))) as SluiceError
    expect(error).toMatchObject({ status: 422, code: 'InvalidInput', retryable: false, requestId: 'r-1', errors })
    expect(error.message).toBe(
      'The request is not valid. /delaySeconds must be at most 604800 (limit 604800, got 9000000000)',
    )
  })

  test('a code that is not known yet is a plain SluiceError', async () => {
    const { client } = scriptedClient([problem('TooManyTopics', 409)])
    const error = await thrownBy(client.getQueue('orders'))
    expect(error).toBeInstanceOf(SluiceError)
    expect(error).toMatchObject({ code: 'TooManyTopics', status: 409 })
  })

  test('what does not say that it will pass is not tried again', async () => {
    const { client, sent } = scriptedClient([json({ code: 'Throttled' }, 503)])
    expect(await thrownBy(client.getQueue('orders'))).toMatchObject({ code: 'Throttled', retryable: false })
    expect(sent).toHaveLength(1)
  })

  test.each([
    [403, false],
    [429, true],
    [502, true],
    [504, true],
  ])('a gateway that answers %i in its own words', async (status, retryable) => {
    const { client } = scriptedClient([new Response('<h1>no</h1>', { status })], { retry: { attemptsMax: 1 } })
    expect(await thrownBy(client.getQueue('orders'))).toMatchObject({ status, code: 'Unexpected', retryable })
  })

  test('an answer that breaks off in the middle is no answer', async () => {
    const cut = new ReadableStream({ start: controller => controller.error(new Error('terminated')) })
    const { client } = scriptedClient([new Response(cut)])
    expect(await thrownBy(client.poll('orders'))).toMatchObject({ name: 'NetworkError', neverSent: false })
  })

  test('a success that is no JSON is not taken for one', async () => {
    const { client } = scriptedClient([new Response('<h1>welcome</h1>')])
    expect(await thrownBy(client.getQueue('orders'))).toMatchObject({ status: 200, code: 'Unexpected' })
  })
})

describe('repeats', () => {
  test('pauses grow, with jitter, up to their bound', async () => {
    const retry = { attemptsMax: 6, delayMs: 100, delayMsMax: 500 }
    const { client, sent, pauses } = scriptedClient(
      fetchOfEach(() => broken('ECONNRESET')),
      { retry },
    )
    expect(await thrownBy(client.queueStats('orders'))).toBeInstanceOf(NetworkError)
    expect(pauses).toEqual([50, 100, 200, 250, 250])
    expect(sent).toHaveLength(6)
  })

  test.each([
    ['1', 1_050],
    ['60', 5_050],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 50],
  ])('Retry-After: %s is waited out before the pause, within its bound', async (text, ms) => {
    const refused = () => {
      const answer = problem('TooManyRequests', 429, { retryable: true })
      answer.headers.set('retry-after', text)
      return answer
    }
    const { client, pauses } = scriptedClient([refused(), json(stored)])
    expect(await client.publish('orders', [{ body: 'a' }])).toEqual(['m1'])
    expect(pauses).toEqual([ms])
    const once = scriptedClient([refused()], { retry: { attemptsMax: 1 } })
    expect(await thrownBy(once.client.publish('orders', [{ body: 'a' }]))).toBeInstanceOf(TooManyRequestsError)
  })

  test('a publish is repeated with the same request key', async () => {
    const { client, sent } = scriptedClient([
      broken('ECONNRESET'),
      problem('Internal', 500, { retryable: true }),
      json(stored),
    ])
    expect(await client.publish('orders', [{ body: 'a' }])).toEqual(['m1'])
    expect(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(sent).toHaveLength(3)
  })

  test('a refusal that will not pass is not repeated', async () => {
    const { client, sent } = scriptedClient([problem('QueueNotFound', 404)])
    expect(await thrownBy(client.ack('orders', ['r1']))).toBeInstanceOf(QueueNotFoundError)
    expect(sent).toHaveLength(1)
  })

  const always: [string, (client: SluiceClient) => Promise<unknown>][] = [
    ['ack', c => c.ack('q', ['r'])],
    ['nack', c => c.nack('q', { receipts: ['r'] })],
    ['extend', c => c.extend('q', { receipts: ['r'], visibilityTimeoutSeconds: 1 })],
    ['putQueue', c => c.putQueue('q')],
    ['updateQueue', c => c.updateQueue('q', {})],
    ['pauseQueue', c => c.pauseQueue('q')],
    ['getMessage', c => c.getMessage('q', 'm')],
  ]
  test.each(always)('%s is repeated after a lost answer', async (_, run) => {
    const { client, sent } = scriptedClient([broken('ECONNRESET'), json({ ...acked, ...stats })])
    await run(client)
    expect(sent).toHaveLength(2)
  })

  const onlyRefused: [string, (client: SluiceClient) => Promise<unknown>][] = [
    ['poll', c => c.poll('q')],
    ['purgeQueue', c => c.purgeQueue('q')],
    ['deleteQueue', c => c.deleteQueue('q')],
    ['cancelMessage', c => c.cancelMessage('q', 'm')],
    ['editMessage', c => c.editMessage('q', 'm', { body: 'x' })],
    ['putQueue, conditionally', c => c.putQueue('q', {}, { onlyNew: true })],
    ['putQueue at a version', c => c.putQueue('q', {}, { ifMatch: '"1"' })],
    ['updateQueue at a version', c => c.updateQueue('q', {}, { ifMatch: '"1"' })],
    ['advanceClock', c => c.advanceClock(1)],
  ]
  test.each(onlyRefused)(
    '%s is not repeated after a lost answer or a failure that may have done it',
    async (_, run) => {
      const lost = scriptedClient([broken('ECONNRESET')])
      expect(await thrownBy(run(lost.client))).toMatchObject({ name: 'NetworkError', neverSent: false })
      const failed = scriptedClient([problem('Internal', 500, { retryable: true })])
      expect(await thrownBy(run(failed.client))).toMatchObject({ code: 'Internal' })
      expect([lost.sent.length, failed.sent.length]).toEqual([1, 1])
    },
  )

  test.each(onlyRefused)('%s is repeated when the first run certainly did nothing', async (_, run) => {
    const refused = problem('ShuttingDown', 503, { retryable: true })
    const { client, sent } = scriptedClient([broken('ECONNREFUSED'), refused, json({ messages: [] })])
    await run(client)
    expect(sent).toHaveLength(3)
  })
})

describe('time', () => {
  test('a call is given up after its time, a poll after its wait on top', async () => {
    const time = new ManualTime()
    const { client } = scriptedClient([silence], { time, retry: { attemptsMax: 1 }, timeoutMs: 1_000 })
    const error = thrownBy(client.poll('orders', { waitSeconds: 20 }))
    await settled()
    expect(time.asked).toEqual([21_000])
    time.advance(21_000)
    expect(await error).toMatchObject({ name: 'NetworkError', neverSent: false })
  })

  test('a poll that leaves the wait to the queue allows for the longest', async () => {
    const time = new ManualTime()
    const { client } = scriptedClient([json({ messages: [] })], { time, timeoutMs: 1_000 })
    await client.poll('orders')
    expect(time.asked).toEqual([31_000])
    expect(time.alarms).toBe(0)
  })

  test('the caller ends a call, and gets its own reason', async () => {
    const { client, sent } = scriptedClient([silence])
    const caller = new AbortController()
    const error = thrownBy(client.poll('orders', {}, { signal: caller.signal }))
    await settled()
    caller.abort(new Error('enough'))
    expect(await error).toMatchObject({ message: 'enough' })
    expect(sent[0]!.signal.aborted).toBe(true)
  })

  test('the caller ends a pause', async () => {
    const time = new ManualTime()
    const { client, sent } = scriptedClient([broken('ECONNRESET')], { time })
    const caller = new AbortController()
    const error = thrownBy(client.queueStats('orders', { signal: caller.signal }))
    await settled()
    caller.abort(new Error('enough'))
    expect(await error).toMatchObject({ message: 'enough' })
    expect([sent.length, time.alarms]).toEqual([1, 0])
  })

  test('a caller who has already left sends nothing', async () => {
    const { client, sent } = scriptedClient([json(stats)])
    await thrownBy(client.queueStats('orders', { signal: AbortSignal.abort() }))
    expect(sent).toEqual([])
  })
})

test('a network error names the server and the reason', async () => {
  const { client } = scriptedClient([broken('ECONNREFUSED')], { retry: { attemptsMax: 1 } })
  expect(await thrownBy(client.health())).toMatchObject({
    message: 'no answer from http://sluice.test: connect ECONNREFUSED',
    neverSent: true,
  })
})
