import { expect, test } from 'vitest'
import { aDoor, ok } from './aDoor.ts'
import { aRequest, wireTo } from './wire.ts'

test('a connection carries one request after the other', async () => {
  const { port, calls } = await aDoor()
  const wire = await wireTo(port)
  for (const target of ['/a', '/b?c=d']) {
    expect(await wire.say(aRequest(target)).hear()).toMatchObject({ status: 200, body: 'ok' })
  }
  expect(calls.map(({ event }) => [event.rawPath, event.rawQueryString])).toEqual([
    ['/a', ''],
    ['/b', 'c=d'],
  ])
  expect(calls[0]!.event.requestContext.requestId).not.toBe(calls[1]!.event.requestContext.requestId)
})

test('requests sent without waiting are answered in their order', async () => {
  const first = Promise.withResolvers<void>()
  const { port } = await aDoor({
    handle: async ({ rawPath }) => {
      if (rawPath === '/1') await first.promise
      if (rawPath === '/3') first.resolve()
      return ok(rawPath)
    },
  })
  const wire = (await wireTo(port)).say(['/1', '/2', '/3'].map(target => aRequest(target)).join(''))
  expect([(await wire.hear()).body, (await wire.hear()).body, (await wire.hear()).body]).toEqual(['/1', '/2', '/3'])
})

test('lengths are bytes, and an answer without content has none', async () => {
  const { port } = await aDoor({
    handle: async ({ rawPath }) => (rawPath === '/empty' ? { statusCode: 204, headers: {} } : ok('größe')),
  })
  const wire = await wireTo(port)
  expect(await wire.say(aRequest()).hear()).toMatchObject({ body: 'größe', headers: { 'content-length': '7' } })
  const { status, headers } = await wire.say(aRequest('/empty')).hear()
  expect([status, headers['content-length']]).toEqual([204, undefined])
})

test('a HEAD is answered without a body', async () => {
  const { port, calls } = await aDoor()
  const wire = await wireTo(port)
  const answer = await wire.say(aRequest('/', { method: 'HEAD' })).hear({ hasBody: false })
  expect(answer).toMatchObject({ status: 200, headers: { 'content-length': '2' }, body: '' })
  expect((await wire.say(aRequest()).hear()).body).toBe('ok')
  expect(calls.map(({ event }) => event.requestContext.http.method)).toEqual(['HEAD', 'GET'])
})

test('bodies come whole, as text or in base64', async () => {
  const { port, calls } = await aDoor()
  const wire = await wireTo(port)
  await wire.say(aRequest('/', { method: 'POST', body: 'größe' })).hear()
  const head = aRequest('/', { method: 'POST', headers: { 'transfer-encoding': 'chunked' } })
  await wire.say(`${head}2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n`).hear()
  await wire
    .say(aRequest('/', { method: 'POST', headers: { 'content-length': '2' } }))
    .say(Uint8Array.of(0xff, 0))
    .hear()
  expect(calls.map(({ event: { body, isBase64Encoded } }) => [body, isBase64Encoded])).toEqual([
    ['größe', false],
    ['abcde', false],
    ['/wA=', true],
  ])
})

test('a target in absolute form is its path', async () => {
  const { port, calls } = await aDoor()
  await (await wireTo(port)).say(aRequest('http://localhost:9324/health?a')).hear()
  expect(calls[0]!.event).toMatchObject({ rawPath: '/health', rawQueryString: 'a' })
})

test('a caller who waits for leave to send its body gets it', async () => {
  const { port, calls } = await aDoor()
  const headers = { expect: '100-continue', 'content-length': '5' }
  const wire = (await wireTo(port)).say(aRequest('/', { method: 'POST', headers }))
  expect((await wire.hear()).status).toBe(100)
  expect((await wire.say('hello').hear()).status).toBe(200)
  expect(calls[0]!.event.body).toBe('hello')
})

test('a handler that rejects, or answers what is no answer, is a failure of this one request', async () => {
  const { port, errors } = await aDoor({
    handle: async ({ rawPath }) => {
      if (rawPath === '/rejects') throw new Error('broken')
      return { statusCode: 200, headers: { odd: rawPath === '/odd' ? 'a\r\nb' : 'even' }, body: 'ok' }
    },
  })
  const wire = await wireTo(port)
  for (const target of ['/rejects', '/odd']) expect((await wire.say(aRequest(target)).hear()).body).toBe('failed')
  expect((await wire.say(aRequest()).hear()).body).toBe('ok')
  expect(errors).toMatchObject([{ message: 'broken' }, { code: 'ERR_INVALID_CHAR' }])
})

test('an error about one connection that could not be accepted ends nothing', async () => {
  const { door, port } = await aDoor()
  door.server.emit('error', new Error('accept ENFILE'))
  expect((await (await wireTo(port)).say(aRequest()).hear()).status).toBe(200)
})

test('a port in use is an error to listen on', async () => {
  const { port } = await aDoor()
  const { door } = await aDoor()
  await door.stop(0)
  await expect(door.listen(port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
