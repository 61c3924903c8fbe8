import { createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSafeServer } from 'node:https'
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { aContext } from '../../test/fixtures.ts'
import { newCertificate } from '../actions/newCertificate.ts'
import { makeAddressGuard } from './addressGuard.ts'
import { makePost, type Posting } from './httpTarget.ts'
import type { Address, LookUp } from './lookUp.ts'

const loopback = makeAddressGuard(['127.0.0.0/8'])

/** `http://127.0.0.1:PORT`, until the test is over. */
async function urlOf(server: Server): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const aReceiver = (answer: RequestListener): Promise<string> => urlOf(createServer(answer))
const aRawReceiver = (answer: (socket: Socket) => void): Promise<string> =>
  urlOf(createRawServer(socket => answer(socket.on('error', () => {}))))

const aPosting = (url: string): Posting => ({ url, path: '/p', headers: {}, body: Buffer.from('hello') })
const wall = aContext().wall
const post = makePost({ guard: loopback }, wall)

async function bodyOf(asked: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of asked) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

test('a request goes out as it is said, header by header, and any 2xx is a delivery', async () => {
  const seen: unknown[] = []
  const url = await aReceiver(async (asked, answer) => {
    seen.push([asked.method, asked.url, asked.rawHeaders, await bodyOf(asked)])
    answer.writeHead(299).end('thanks')
  })
  const headers = { 'Content-md5': 'X', 'x-a': 'b', Connection: 'keep-alive' }
  expect(await post({ ...aPosting(url), path: '/a?b=c', headers })).toEqual({ kind: 'delivered' })
  const host = new URL(url).host
  const raw = ['Host', host, 'Content-md5', 'X', 'x-a', 'b', 'Connection', 'keep-alive', 'Content-Length', '5']
  expect(seen).toEqual([['POST', '/a?b=c', raw, 'hello']])
})

test.each([300, 404, 500, 599])('an answer of %i is none', async status => {
  const url = await aReceiver((_, answer) => void answer.writeHead(status).end())
  expect(await post(aPosting(url))).toEqual({ kind: 'failed', reason: `answered ${status}` })
})

test('a redirect is not followed', async () => {
  let asked = 0
  const url = await aReceiver((_, answer) => {
    asked += 1
    answer.writeHead(307, { location: url }).end()
  })
  expect(await post(aPosting(url))).toEqual({ kind: 'failed', reason: 'answered 307' })
  expect(asked).toBe(1)
})

test('an endpoint that says nothing for five seconds has failed, and is left', async () => {
  const closed = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const url = await aReceiver(({ socket }) => {
    socket.on('close', () => closed.resolve())
    asked.resolve()
  })
  const posted = post(aPosting(url))
  await asked.promise
  wall.advanceMs(4_999)
  const soon = await Promise.race([posted, new Promise(resolve => setImmediate(resolve, 'waiting'))])
  expect(soon).toBe('waiting')
  wall.advanceMs(1)
  expect(await posted).toEqual({ kind: 'failed', reason: 'no answer within 5 seconds' })
  await closed.promise
})

test('so has one whose name nobody looks up', async () => {
  const never: LookUp = () => new Promise(() => {})
  const posted = makePost({ guard: loopback, lookUp: never }, wall)(aPosting('http://a.example/'))
  wall.advanceMs(5_000)
  expect(await posted).toEqual({ kind: 'failed', reason: 'no answer within 5 seconds' })
})

test('an answer without end is a delivery by its head, and is not read on', async () => {
  const url = await aRawReceiver(socket => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    const more = (): void => void (socket.destroyed || socket.write(Buffer.alloc(65_536), more))
    more()
  })
  expect(await post(aPosting(url))).toEqual({ kind: 'delivered' })
})

test.each([
  ['a head without end', `HTTP/1.1 200 OK\r\na: ${'b'.repeat(20_000)}`, 'the head of the answer is too long'],
  ['what is no HTTP', 'SSH-2.0-x\r\n\r\n', expect.stringMatching(/^the answer is no HTTP \(HPE_/)],
  ['another protocol', 'HTTP/1.1 101 Go\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n', 'answered 101'],
])('%s is a failure', async (_, answer, reason) => {
  const url = await aRawReceiver(socket => socket.once('data', () => socket.write(answer)))
  expect(await post(aPosting(url))).toEqual({ kind: 'failed', reason })
})

test('so is a closed connection, and a closed port', async () => {
  const closing = await aRawReceiver(socket => socket.once('data', () => socket.destroy()))
  expect(await post(aPosting(closing))).toEqual({ kind: 'failed', reason: expect.stringMatching(/closed|hang up/) })
  expect(await post(aPosting('http://127.0.0.1:1/'))).toEqual({ kind: 'failed', reason: 'connection refused' })
})

const forbidden = (address: string) => ({ kind: 'failed', reason: `nothing is pushed to the address ${address}` })

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['127.0.0.1.', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['2130706433', '127.0.0.1'],
  ['0x7f000001', '127.0.0.1'],
  ['0x7f.0.0.1', '127.0.0.1'],
  ['0177.0.0.1', '127.0.0.1'],
  ['017700000001', '127.0.0.1'],
  ['１２７.0.0.1', '127.0.0.1'],
  ['127。0。0。1', '127.0.0.1'],
  ['0', '0.0.0.0'],
  ['169.254.169.254', '169.254.169.254'],
  ['[::1]', '::1'],
  ['[0:0:0:0:0:0:0:1]', '::1'],
  ['[::]', '::'],
  ['[::ffff:127.0.0.1]', '::ffff:7f00:1'],
  ['[64:ff9b::127.0.0.1]', '64:ff9b::7f00:1'],
  ['[fd00:ec2::254]', 'fd00:ec2::254'],
])('http://%s is refused', async (host, address) => {
  const closed = makePost({ guard: makeAddressGuard([]), lookUp: () => Promise.reject(new Error('not asked')) }, wall)
  expect(await closed(aPosting(`http://${host}:9/`))).toEqual(forbidden(address))
})

/** A resolver that answers once after the other. */
const answering = (...answers: Address[][]): LookUp => {
  const left = [...answers]
  return async () => left.shift()!
}
const at = (address: string): Address => ({ address, family: address.includes(':') ? 6 : 4 })

test.each([
  ['stands for an address inside', [at('10.0.0.1')], '10.0.0.1'],
  ['stands for a good and for a bad one', [at('127.0.0.1'), at('192.168.0.1')], '192.168.0.1'],
  ['stands for a bad and for a good one', [at('::1'), at('127.0.0.1')], '::1'],
  ['stands for one with a zone', [at('fe80::1%eth0')], 'fe80::1%eth0'],
])('a name that %s is refused', async (_, found, address) => {
  const url = await aReceiver((_, answer) => void answer.end())
  const named = makePost({ guard: loopback, lookUp: answering(found) }, wall)
  for (const host of ['a.example', 'a.example.', 'localhost'])
    expect(
      await makePost({ guard: loopback, lookUp: answering(found) }, wall)(aPosting(url.replace('127.0.0.1', host))),
    ).toEqual(forbidden(address))
  expect(await named(aPosting('https://a.example/'))).toEqual(forbidden(address))
})

test('a name is asked for once a delivery: what it means later does not count', async () => {
  const url = (await aReceiver((_, answer) => void answer.end())).replace('127.0.0.1', 'a.example')
  const lookUp = answering([at('127.0.0.1')], [at('10.0.0.1')])
  const named = makePost({ guard: loopback, lookUp }, wall)
  expect(await named(aPosting(url))).toEqual({ kind: 'delivered' })
  expect(await named(aPosting(url))).toEqual(forbidden('10.0.0.1'))
})

test('a connection that ends up elsewhere is refused before anything is said', async () => {
  let said = 0
  const url = await aRawReceiver(socket => void socket.on('data', () => (said += 1)))
  const answers = [true, false]
  const turning = makePost({ guard: () => answers.shift()! }, wall)
  expect(await turning(aPosting(url))).toEqual(forbidden('127.0.0.1'))
  expect(said).toBe(0)
})

test('an endpoint by TLS has to prove that it is the one of the URL', async () => {
  const { pem, key } = await newCertificate(Date.now(), Buffer.alloc(19, 1))
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' })
  const server = createSafeServer({ cert: pem, key: privateKey }, (_, answer) => void answer.end())
  const url = (await urlOf(server)).replace('http:', 'https:')
  const here = answering([at('127.0.0.1')], [at('127.0.0.1')], [at('127.0.0.1')])
  const named = (host: string) => aPosting(url.replace('127.0.0.1', host))
  const unknown = await makePost({ guard: loopback, lookUp: here }, wall)(named('sluice'))
  expect(unknown).toEqual({ kind: 'failed', reason: expect.stringMatching(/^self-signed certificate/) })
  const believing = makePost({ guard: loopback, lookUp: here, ca: pem }, wall)
  expect(await believing(named('sluice'))).toEqual({ kind: 'delivered' })
  expect(await believing(named('other'))).toEqual({ kind: 'failed', reason: expect.stringMatching(/does not match/) })
})

test('a name without an address is a failure', async () => {
  const named = makePost({ guard: loopback, lookUp: answering([]) }, wall)
  expect(await named(aPosting('http://a.example/'))).toEqual({ kind: 'failed', reason: 'the name has no address' })
})
