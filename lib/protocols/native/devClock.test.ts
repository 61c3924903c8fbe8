import { expect, test } from 'vitest'
import { VirtualClock } from '../../clock.ts'
import type { Reply, Request } from '../../http/message.ts'
import { anyone } from '../../identity/caller.ts'
import { Refusal } from '../../identity/refusal.ts'
import { withDevClock } from './devClock.ts'

const startMs = Date.UTC(2026, 0, 1)
const native = async (): Promise<Reply> => ({ status: 418, headers: {} })

const aRequest = (wish: Partial<Request>): Request => ({
  method: 'POST',
  path: '/dev/clock',
  query: new URLSearchParams(),
  headers: { 'content-type': 'application/json' },
  requestId: 'r-1',
  signal: new AbortController().signal,
  ...wish,
})

function aClock() {
  const clock = new VirtualClock(startMs)
  const answer = withDevClock(native, clock, async () => anyone)
  const post = (body?: string, wish: Partial<Request> = {}) => answer(aRequest({ body, ...wish }))
  return { clock, answer, post }
}

test.each([
  ['{"advanceSeconds":0}', '2026-01-01T00:00:00.000Z'],
  ['{"advanceSeconds":0.25}', '2026-01-01T00:00:00.250Z'],
  ['{"advanceSeconds":315360000}', '2035-12-30T00:00:00.000Z'],
])('%s moves the clock to %s', async (body, now) => {
  const { clock, post } = aClock()
  expect(await post(body)).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json', 'x-request-id': 'r-1' },
    body: JSON.stringify({ now }),
  })
  expect(clock.nowMs()).toBe(Date.parse(now))
})

test.each([
  ['{"advanceSeconds":-1}', 422, 'InvalidInput'],
  ['{"advanceSeconds":315360001}', 422, 'InvalidInput'],
  ['{"advanceSeconds":"1"}', 422, 'InvalidInput'],
  ['{"advanceSeconds":null}', 422, 'InvalidInput'],
  ['{"advanceSeconds":1,"more":2}', 422, 'InvalidInput'],
  ['{}', 422, 'InvalidInput'],
  [undefined, 422, 'InvalidInput'],
  ['1', 422, 'InvalidInput'],
  ['{', 400, 'MalformedJson'],
])('%s is refused with %i %s', async (body, status, code) => {
  const { clock, post } = aClock()
  const reply = await post(body)
  expect([reply.status, JSON.parse(reply.body!).code, reply.headers['x-request-id']]).toEqual([status, code, 'r-1'])
  expect(clock.nowMs()).toBe(startMs)
})

test('a body of another type and another method are refused', async () => {
  const { answer, post } = aClock()
  expect(await post('{}', { headers: { 'content-type': 'text/plain' } })).toMatchObject({ status: 415 })
  const reply = await answer(aRequest({ method: 'GET' }))
  expect(reply).toMatchObject({ status: 405, headers: { allow: 'POST', 'x-request-id': 'r-1' } })
})

test('the clock goes no further than dates that can be written', async () => {
  const { clock, post } = aClock()
  clock.advanceMs(Date.UTC(9899, 11, 31) - startMs)
  expect((await post('{"advanceSeconds":86400}')).status).toBe(200)
  const reply = await post('{"advanceSeconds":1}')
  expect(reply.status).toBe(422)
  expect(JSON.parse(reply.body!).errors).toMatchObject([{ pointer: '/advanceSeconds', got: 1 }])
})

test('every other path is the API’s', async () => {
  const { answer } = aClock()
  expect((await answer(aRequest({ path: '/dev/clocks' }))).status).toBe(418)
})

test('with auth on it is moved by whoever may do everything, and by nobody else', async () => {
  const clock = new VirtualClock(startMs)
  const answerFor = (authenticate: Parameters<typeof withDevClock>[2]) =>
    withDevClock(native, clock, authenticate)(aRequest({ body: '{"advanceSeconds":1}' }))
  const refused = await answerFor(() => Promise.reject(new Refusal('MissingCredentials')))
  const some = await answerFor(async () => ({ name: 'some', may: action => action === 'publish' }))
  expect([refused.status, some.status, clock.nowMs()]).toEqual([401, 403, startMs])
  expect((await answerFor(async () => ({ name: 'all', may: () => true }))).status).toBe(200)
})
