import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { HttpEvent } from './event.ts'
import { fromLambda } from './lambda.ts'
import type { Reply, Request } from './message.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const anEvent = (wish: Partial<HttpEvent> & { method?: string } = {}): HttpEvent => ({
  rawPath: '/v1/queues/orders',
  rawQueryString: '',
  headers: { host: 'example.com' },
  requestContext: { requestId: 'r-1', http: { method: wish.method ?? 'GET' } },
  isBase64Encoded: false,
  ...wish,
})

const noContent: Reply = { status: 204, headers: {} }

async function requestOf(event: HttpEvent): Promise<Request> {
  let seen: Request | undefined
  const handler = fromLambda(async request => {
    seen = request
    return noContent
  })
  await handler(event, {})
  return seen!
}

test('an event of an HTTP API becomes a request', async () => {
  const event = anEvent({ method: 'POST', rawQueryString: 'limit=5&prefix=a%20b', body: '{}' })
  const { method, path, query, headers, body, requestId } = await requestOf(event)
  expect({ method, path, headers, body, requestId }).toEqual({
    method: 'POST',
    path: '/v1/queues/orders',
    headers: { host: 'example.com' },
    body: '{}',
    requestId: 'r-1',
  })
  expect([...query]).toEqual([
    ['limit', '5'],
    ['prefix', 'a b'],
  ])
})

test.each([
  ['/v1/queues/a b', '/v1/queues/a%20b'],
  ['/v1/queues/100%', '/v1/queues/100%25'],
  ['/v1/queues/%41', '/v1/queues/%2541'],
  ['/v1/queues/a?b#c', '/v1/queues/a%3Fb%23c'],
  ['/v1/queues/größe', '/v1/queues/gr%C3%B6%C3%9Fe'],
  ['/v1/queues/\ud800', '/v1/queues/%EF%BF%BD'],
])('the decoded path %j is encoded again, so that decoding it gives the same: %s', async (rawPath, path) => {
  expect((await requestOf(anEvent({ rawPath }))).path).toBe(path)
})

test('cookies are a header again', async () => {
  const event = anEvent({ cookies: ['a=1', 'b=2'] })
  expect((await requestOf(event)).headers).toEqual({ host: 'example.com', cookie: 'a=1; b=2' })
})

test('a body in base64 is text where it is UTF-8, else bytes', async () => {
  const bodyOf = async (bytes: Uint8Array) =>
    (await requestOf(anEvent({ body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true }))).body
  expect(await bodyOf(Buffer.from('{"größe":1}'))).toBe('{"größe":1}')
  expect(await bodyOf(Uint8Array.of(0xff, 0x00))).toEqual(Buffer.of(0xff, 0x00))
  expect((await requestOf(anEvent())).body).toBeUndefined()
})

test('a reply becomes a result', async () => {
  const reply = { status: 201, headers: { etag: '"1"' }, body: 'made' }
  const result: APIGatewayProxyStructuredResultV2 = await fromLambda(async () => reply)(anEvent(), {})
  expect(result).toEqual({ statusCode: 201, headers: { etag: '"1"' }, body: 'made' })
  expect(await fromLambda(async () => noContent)(anEvent(), {})).toEqual({ statusCode: 204, headers: {} })
})

test('what HTTP API sends is an event to us', () => {
  const real: Pick<APIGatewayProxyEventV2, keyof HttpEvent> = {
    rawPath: '/health',
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: {} as APIGatewayProxyEventV2['requestContext'],
  }
  const ours: HttpEvent = real as APIGatewayProxyEventV2
  expect(ours).toBe(real)
})

test('the signal of the carrier is the signal of the request', async () => {
  const { signal } = new AbortController()
  let seen: AbortSignal | undefined
  const handler = fromLambda(async request => {
    seen = request.signal
    return noContent
  })
  await handler(anEvent(), { signal })
  expect(seen).toBe(signal)
})

test('on Lambda the signal aborts a second before the time is over', async () => {
  const handler = fromLambda(async ({ signal }) => {
    await new Promise(resolve => signal.addEventListener('abort', resolve))
    return noContent
  })
  let answered = false
  const answer = handler(anEvent(), { getRemainingTimeInMillis: () => 28_000 }).then(() => {
    answered = true
  })
  await vi.advanceTimersByTimeAsync(26_999)
  expect(answered).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  await answer
})

test('a function with less than a second left gets a signal that aborts at once', async () => {
  const setTimer = vi.spyOn(globalThis, 'setTimeout')
  const handler = fromLambda(async ({ signal }) => {
    await new Promise(resolve => signal.addEventListener('abort', resolve))
    return noContent
  })
  const answer = handler(anEvent(), { getRemainingTimeInMillis: () => 300 })
  await vi.advanceTimersByTimeAsync(0)
  expect(await answer).toMatchObject({ statusCode: 204 })
  expect(setTimer.mock.calls.map(([, delayMs]) => delayMs)).toEqual([0]) // of a negative delay Node would complain
})

test('no timer is left behind by an answer, nor by a failure', async () => {
  const context = { getRemainingTimeInMillis: () => 28_000 }
  let timers = 0
  const look = (request: Request): void => {
    expect(request.signal.aborted).toBe(false)
    timers = vi.getTimerCount()
  }
  await fromLambda(async request => {
    look(request)
    return noContent
  })(anEvent(), context)
  expect([timers, vi.getTimerCount()]).toEqual([1, 0])
  const failing = fromLambda(async request => {
    look(request)
    throw new Error('broken')
  })
  await expect(failing(anEvent(), context)).rejects.toThrow('broken')
  expect([timers, vi.getTimerCount()]).toEqual([1, 0])
})

test('an answer that JSON might swell past what Lambda carries leaves as base64', async () => {
  const answer = (body: string) => fromLambda(async () => ({ status: 200, headers: {}, body }))(anEvent(), {})
  expect(await answer('"'.repeat(3_000_000))).toEqual({ statusCode: 200, headers: {}, body: '"'.repeat(3_000_000) })
  const large = `ä${'"'.repeat(4_500_000)}`
  const result = await answer(large)
  expect(result.isBase64Encoded).toBe(true)
  expect(Buffer.from(result.body!, 'base64').toString()).toBe(large)
  expect(JSON.stringify(result).length).toBeLessThan(6_291_556)
})
