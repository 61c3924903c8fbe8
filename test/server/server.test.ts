import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { limits } from '../../lib/domain/limits.ts'
import { aFolder, aServer } from './aServer.ts'
import { aRequest, type Wire, wireTo } from './wire.ts'

const post = (path: string, body: unknown): string =>
  aRequest(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

const aLongPoll = post('/v1/queues/orders/poll', { waitSeconds: 30 })

/** Says it, and resolves when the server has taken it: an answer to somebody else came after it. */
async function waitsWith(
  wire: Wire,
  { ask }: Awaited<ReturnType<typeof aServer>>,
  request: string,
  taken: Promise<unknown>,
) {
  wire.say(request)
  await taken
  await ask('GET', '/health')
}

test('a queue is made, filled, polled and acked over HTTP', async () => {
  const { ask } = await aServer({ store: 'embedded', data: aFolder() })
  expect((await ask('PUT', '/v1/queues/orders')).status).toBe(201)
  expect((await ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 'größe' }] })).status).toBe(201)
  const [message] = (await ask('POST', '/v1/queues/orders/poll')).json().messages
  expect(message).toMatchObject({ body: 'größe', attempts: 1 })
  const acked = await ask('POST', '/v1/queues/orders/ack', { receipts: [message.receipt] })
  expect(acked.json().results).toMatchObject([{ outcome: 'acked' }])
  expect(acked.headers.get('x-request-id')).toMatch(/^[\w-]{24}0{9}\w{3}$/)
})

test('the url carries the host as it was given', async () => {
  const { server } = await aServer({ host: 'localhost' })
  expect(server.url).toBe(`http://localhost:${server.port}`)
})

describe('a bad body is a problem in the words of the API', () => {
  test('too large', async () => {
    const { port } = await aServer()
    const headers = { 'content-length': `${limits.requestBytesMax + 1}` }
    const wire = (await wireTo(port)).say(aRequest('/v1/queues/orders/messages', { method: 'POST', headers }))
    const { status, headers: answered, body } = await wire.hear()
    expect(status).toBe(413)
    expect(answered).toMatchObject({ connection: 'close', 'content-type': 'application/problem+json' })
    expect(JSON.parse(body)).toMatchObject({ code: 'BodyTooLarge', requestId: answered['x-request-id'] })
  })

  test('not UTF-8', async () => {
    const { port } = await aServer()
    const headers = { 'content-length': '3', 'content-type': 'application/json' }
    const wire = (await wireTo(port)).say(aRequest('/v1/queues/orders', { method: 'PUT', headers }))
    const { status, body } = await wire.say(Uint8Array.of(0x22, 0xff, 0x22)).hear()
    expect([status, JSON.parse(body).code]).toEqual([400, 'MalformedJson'])
  })
})

test('nothing is leased for a caller who hung up while it waited', async () => {
  const running = await aServer()
  const { server, port, ask } = running
  await ask('PUT', '/v1/queues/orders')
  const met = once(server.door.server, 'connection')
  const wire = await wireTo(port)
  const [socket] = await met
  await waitsWith(wire, running, aLongPoll, once(server.door.server, 'request'))
  const noticed = once(socket, 'close')
  wire.socket.destroy()
  await noticed
  await ask('POST', '/v1/queues/orders/messages', { messages: [{ body: 'for somebody who is there' }] })
  expect((await ask('POST', '/v1/queues/orders/poll')).json().messages).toMatchObject([{ attempts: 1 }])
})

test('a stop answers waiting polls with nothing, and leaves what is published to the next start', async () => {
  const data = aFolder()
  const running = await aServer({ store: 'embedded', data })
  const { server, port, ask } = running
  await ask('PUT', '/v1/queues/orders')
  const waiting = await Promise.all([wireTo(port), wireTo(port), wireTo(port)])
  for (const wire of waiting) await waitsWith(wire, running, aLongPoll, once(server.door.server, 'request'))
  const stopped = server.stop()
  for (const wire of waiting) {
    const { status, headers, body } = await wire.hear()
    expect([status, headers.connection, body]).toEqual([200, 'close', '{"messages":[]}'])
  }
  await stopped
  expect(server.stop()).toBe(server.stop())
  const next = await aServer({ store: 'embedded', data })
  expect((await next.ask('GET', '/v1/queues/orders')).status).toBe(200)
})

test('a reminder for 2031 comes when the virtual clock says so', async () => {
  const running = await aServer({ clock: 'virtual' })
  const { server, port, ask } = running
  await ask('PUT', '/v1/queues/reminders', { retentionSeconds: 3600 })
  const reminder = { body: 'renew the lease', deliverAt: '2031-01-01T09:00:00Z' }
  await ask('POST', '/v1/queues/reminders/messages', { messages: [reminder] })
  expect((await ask('POST', '/v1/queues/reminders/poll')).json().messages).toEqual([])

  const wire = await wireTo(port)
  const poll = post('/v1/queues/reminders/poll', { waitSeconds: 30 })
  await waitsWith(wire, running, poll, once(server.door.server, 'request'))
  const advanceSeconds = Math.ceil((Date.UTC(2031, 0, 1, 9) - server.app.clock.nowMs()) / 1000)
  const { now } = (await ask('POST', '/dev/clock', { advanceSeconds })).json()
  expect(now).toMatch(/^2031-01-01T09:00:0/)
  expect(JSON.parse((await wire.hear()).body).messages).toMatchObject([{ body: 'renew the lease', attempts: 1 }])
})

describe('a server that cannot start says what is in its way', () => {
  test('a folder that another one has', async () => {
    const data = aFolder()
    await aServer({ store: 'embedded', data })
    await expect(aServer({ store: 'embedded', data })).rejects.toThrow(`The data folder ${data} is in use`)
  })

  test('a port that another one has, and the folder is free again', async () => {
    const { server } = await aServer()
    const data = aFolder()
    const port = `${server.port}`
    await expect(aServer({ port, data, store: 'embedded' })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`)
    await aServer({ data, store: 'embedded' })
  })
})
