import { expect, test } from 'vitest'
import { aDoor, ok } from './aDoor.ts'
import { aRequest, wireTo } from './wire.ts'

const brief = { headersMs: 20, requestMs: 20, checkMs: 5 }

test.each([
  ['says nothing', ''],
  ['stops within its headers', 'POST / HTTP/1.1\r\nhost: a\r\n'],
  ['stops within its body', aRequest('/', { method: 'POST', headers: { 'content-length': '9' } })],
])('a caller who %s is told so and closed', async (_, bytes) => {
  const { port, calls } = await aDoor({ timeouts: brief })
  const wire = (await wireTo(port)).say(bytes)
  expect(await wire.closed()).toMatch(/^HTTP\/1\.1 408 /)
  expect(calls).toEqual([])
})

test('a connection without a next request is closed after a while', async () => {
  const { port } = await aDoor({ timeouts: { keepAliveMs: 5 } })
  const wire = await wireTo(port)
  expect((await wire.say(aRequest()).hear()).status).toBe(200)
  expect(await wire.closed()).toBe('')
})

test('a caller who does not read its answer is cut off', async () => {
  const { door, port } = await aDoor({ handle: async () => ok('x'.repeat(30_000_000)), timeouts: { stalledMs: 20 } })
  const cut = new Promise(resolve => door.server.once('request', ({ socket }) => socket.once('close', resolve)))
  const wire = await wireTo(port)
  wire.socket.pause()
  wire.say(aRequest())
  await cut
})

test('time-outs are for callers: a handler may take longer', async () => {
  const { port } = await aDoor({
    timeouts: brief,
    handle: async () => {
      // Another connection is cut for being slow while this one waits for its answer.
      await (await wireTo(port)).closed()
      return ok()
    },
  })
  expect((await (await wireTo(port)).say(aRequest()).hear()).status).toBe(200)
})
