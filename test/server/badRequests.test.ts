import { describe, expect, test } from 'vitest'
import { aDoor } from './aDoor.ts'
import { aRequest, wireTo } from './wire.ts'

const post = (headers: Record<string, string>) => aRequest('/', { method: 'POST', headers })
const chunked = post({ 'transfer-encoding': 'chunked' })

describe('a body over the limit is refused, and the connection closed', () => {
  test('before it is sent, when its length is announced', async () => {
    const { port, calls } = await aDoor({ timeouts: { lingerMs: 1 } })
    const wire = (await wireTo(port)).say(post({ 'content-length': '11' }))
    expect(await wire.hear()).toMatchObject({ status: 413, body: 'too large', headers: { connection: 'close' } })
    expect(await wire.closed()).toBe('')
    expect(calls).toEqual([])
  })

  test('as soon as it is over, when nobody knows its length', async () => {
    const { port, calls } = await aDoor({ timeouts: { lingerMs: 1 } })
    const wire = (await wireTo(port)).say(`${chunked}6\r\n123456\r\n5\r\n78901\r\n`)
    expect(await wire.hear()).toMatchObject({ status: 413, headers: { connection: 'close' } })
    await wire.closed()
    expect(calls).toEqual([])
  })

  test('once, also when it ends after all', async () => {
    const { port, calls } = await aDoor()
    const wire = (await wireTo(port)).say(`${chunked}b\r\n12345678901\r\n0\r\n\r\n`)
    expect((await wire.hear()).status).toBe(413)
    expect(await wire.closed()).toBe('')
    expect(calls).toEqual([])
  })

  test('with no leave to send it', async () => {
    const { port } = await aDoor({ timeouts: { lingerMs: 1 } })
    const wire = (await wireTo(port)).say(post({ expect: '100-continue', 'content-length': '11' }))
    expect((await wire.hear()).status).toBe(413)
  })

  test('and a caller who sends it nevertheless gets to read why', async () => {
    const { port } = await aDoor()
    const body = 'x'.repeat(4_000_000)
    const wire = (await wireTo(port)).say(aRequest('/', { method: 'POST', body }))
    expect((await wire.hear()).status).toBe(413)
    expect(await wire.closed()).toBe('')
    expect(wire.socket.errored).toBeNull()
  })

  test('and not a byte earlier', async () => {
    const { port, calls } = await aDoor()
    const wire = (await wireTo(port)).say(aRequest('/', { method: 'POST', body: '1234567890' }))
    expect((await wire.hear()).status).toBe(200)
    expect((await wire.say(`${chunked}a\r\n1234567890\r\n0\r\n\r\n`).hear()).status).toBe(200)
    expect(calls.map(({ event }) => event.body)).toEqual(['1234567890', '1234567890'])
  })
})

describe('a body that ends early is nobody’s request', () => {
  test('when the caller ends it', async () => {
    const { port, calls } = await aDoor()
    const wire = (await wireTo(port)).say(`${post({ 'content-length': '9' })}12`)
    wire.socket.end()
    expect(await wire.closed()).toMatch(/^HTTP\/1\.1 400 /)
    expect(calls).toEqual([])
  })

  test('when the caller is gone', async () => {
    const { door, port, calls } = await aDoor()
    const gone = new Promise(resolve => door.server.once('request', ({ socket }) => socket.once('close', resolve)))
    const wire = (await wireTo(port)).say(`${post({ 'content-length': '9' })}12`)
    door.server.once('request', () => wire.socket.resetAndDestroy())
    await gone
    expect((await (await wireTo(port)).say(aRequest()).hear()).status).toBe(200)
    expect(calls).toHaveLength(1)
  })
})

describe('what is not HTTP is told so and closed', () => {
  test.each([
    ['noise', '\x16\x03\x01\x02\x00\x01\r\n\r\n', 400],
    ['an unknown method', aRequest('/', { method: 'BREW' }), 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['two lengths', post({ 'content-length': '1', 'Content-Length': '2' }), 400],
    ['a length and chunks', post({ 'content-length': '1', 'transfer-encoding': 'chunked' }), 400],
    ['a negative length', post({ 'content-length': '-1' }), 400],
    ['a length that is no number', post({ 'content-length': 'many' }), 400],
    ['a chunk of odd size', `${chunked}zz\r\n`, 400],
    ['a header with a null byte', aRequest('/', { headers: { odd: 'a\0b' } }), 400],
    ['a target with a space', aRequest('/a b'), 400],
    ['another protocol', 'GET / HTTP/9.9\r\nhost: a\r\n\r\n', 400],
    ['headers over 16 KiB', aRequest('/', { headers: { long: 'x'.repeat(17_000) } }), 431],
    ['a target over 16 KiB', aRequest(`/${'x'.repeat(17_000)}`), 431],
    ['chunk extensions over 16 KiB', `${chunked}1;${'x'.repeat(17_000)}`, 413],
  ])('%s', async (_, bytes, status) => {
    const { port, calls } = await aDoor()
    const wire = (await wireTo(port)).say(bytes)
    expect((await wire.closed()).slice(0, 12)).toBe(`HTTP/1.1 ${status}`)
    expect(calls).toEqual([])
    expect((await (await wireTo(port)).say(aRequest()).hear()).status).toBe(200)
  })

  test('and is only closed where the words could be taken for another answer', async () => {
    const forever = new Promise<never>(() => {})
    const { port } = await aDoor({ handle: () => forever })
    const wire = (await wireTo(port)).say(`${aRequest()}noise\r\n\r\n`)
    expect(await wire.closed()).toBe('')
  })
})

test('an expectation other than 100-continue fails', async () => {
  const { port } = await aDoor()
  const wire = (await wireTo(port)).say(aRequest('/', { headers: { expect: 'tea' } }))
  expect((await wire.hear()).status).toBe(417)
})

test('a caller who asks on and on without hearing the answers is cut off', async () => {
  const forever = new Promise<never>(() => {})
  const { port, calls } = await aDoor({ handle: () => forever })
  const wire = (await wireTo(port)).say(aRequest().repeat(300))
  await wire.closed()
  expect(calls).toHaveLength(256)
})
