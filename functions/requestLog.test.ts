import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { App } from '../lib/app.ts'
import { VirtualClock } from '../lib/clock.ts'
import type { HttpEvent, HttpResult } from '../lib/http/event.ts'
import type { FunctionName } from '../lib/protocols/native/operation.ts'
import { startMs } from '../test/fixtures.ts'
import { requestLog } from './requestLog.ts'

const event: HttpEvent = {
  rawPath: '/v1/queues/orders/messages',
  rawQueryString: '',
  headers: {},
  requestContext: { requestId: 'r-1', http: { method: 'POST' } },
  isBase64Encoded: false,
}
const described = { requestId: 'r-1', method: 'POST', path: '/v1/queues/orders/messages', queue: 'orders' }

/** What was printed to stdout: metrics, as blobs of JSON. */
let blobs: Record<string, unknown>[]
beforeEach(() => {
  blobs = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => blobs.push(JSON.parse(String(text))) > 0)
})
afterEach(() => vi.restoreAllMocks())

function aFunction({ watched = true, name = 'publish' }: { watched?: boolean; name?: FunctionName } = {}) {
  const wall = new VirtualClock(startMs)
  const lines: [level: string, message: string, fields: object][] = []
  const level = (of: string) => (message: string, fields: object) => void lines.push([of, message, fields])
  const log = { error: level('error'), warn: level('warn'), info: level('info') }
  const handle = vi.fn<() => Promise<HttpResult>>()
  const handler = middy(handle as (event: HttpEvent) => Promise<HttpResult>).use(
    requestLog({ wall, log, watched } as unknown as App, name),
  )
  const call = (status: number, tookMs = 0) => {
    handle.mockImplementation(async () => {
      wall.advanceMs(tookMs)
      return { statusCode: status, headers: {} }
    })
    return handler(event, {} as Context)
  }
  return { wall, lines, handle, handler, call }
}

test('a failure is a line, watched or not', async () => {
  for (const watched of [true, false]) {
    const { call, lines } = aFunction({ watched })
    await call(503, 7)
    const fields = { ...described, function: 'publish', status: 503, durationMs: 7 }
    expect(lines).toEqual([['error', 'request failed', fields]])
  }
})

test('a protocol may say how a status is to be taken', async () => {
  const lines: string[] = []
  const log = { error: (message: string) => void lines.push(message), warn: () => {}, info: () => {} }
  const app = { wall: new VirtualClock(startMs), log, watched: true } as unknown as App
  const answer = async (): Promise<HttpResult> => ({ statusCode: 500, headers: {} })
  await middy(answer).use(requestLog(app, 'mns', () => 400))(event as never, {} as Context)
  expect(lines).toEqual([])
  expect(blobs).toMatchObject([{ Refusals: 1, Failures: 0 }])
})

test('a handler that throws is a line and a failure, and throws on', async () => {
  const { handler, handle, lines, wall, call } = aFunction()
  await call(200)
  handle.mockRejectedValue(new Error('broken'))
  wall.advanceMs(10_000)
  await expect(handler(event, {} as Context)).rejects.toThrow('broken')
  const failure = { ...described, function: 'publish', error: new Error('broken') }
  expect(lines.at(-1)).toEqual(['error', 'request failed', failure])
  expect(blobs.at(-1)).toMatchObject({ Requests: 1, Failures: 1 })
})

test('of what went as it should one in a hundred is a line, of what was refused one in ten', async () => {
  const { call, lines } = aFunction()
  for (let count = 0; count < 200; count++) await call(201)
  for (let count = 0; count < 20; count++) await call(404)
  expect(lines.map(([level, message]) => [level, message])).toEqual([
    ['info', 'request answered'],
    ['info', 'request answered'],
    ['info', 'request refused'],
    ['info', 'request refused'],
  ])
})

test('what takes a second is a line, but not a poll that waits', async () => {
  const slow = aFunction()
  await slow.call(200, 999)
  await slow.call(200, 1000)
  expect(slow.lines.map(([level, message]) => [level, message])).toEqual([
    ['info', 'request answered'],
    ['warn', 'request was slow'],
  ])
  const poll = aFunction({ name: 'poll' })
  await poll.call(200, 20_000)
  expect(poll.lines.map(([level]) => level)).toEqual(['info'])
})

test('requests are counted, and the sums published every ten seconds at most', async () => {
  const { call, wall } = aFunction()
  await call(201, 5)
  for (const [status, tookMs] of [
    [201, 10],
    [404, 20],
    [500, 30],
  ] as const)
    await call(status, tookMs)
  wall.advanceMs(9_930)
  await call(201, 9)
  expect(blobs).toHaveLength(1)
  expect(blobs[0]).toMatchObject({ Requests: 1, Refusals: 0, Failures: 0, DurationTotal: 5, DurationMax: 5 })
  await call(201, 1)
  expect(blobs).toHaveLength(2)
  expect(blobs[1]).toMatchObject({ Requests: 5, Refusals: 1, Failures: 1, DurationTotal: 70, DurationMax: 30 })
  expect(blobs[1]).toMatchObject({
    service: 'sluice',
    function: 'publish',
    _aws: { CloudWatchMetrics: [{ Namespace: 'Sluice' }] },
  })
})

test('at home nothing is printed and nothing logged but failures', async () => {
  const { call, lines } = aFunction({ watched: false })
  for (const status of [200, 404]) for (let count = 0; count < 200; count++) await call(status, 1000)
  expect(lines).toEqual([])
  expect(blobs).toEqual([])
})
