import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { S3Bodies } from './s3Bodies.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const error =
  (status: number, code: string): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`)

/** A bucket on a port of this machine; the answers given first come before its own. */
async function aBucket(...odd: Answer[]) {
  const kept = new Map<string, Buffer>()
  const requests: string[] = []
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url!.split('?')[0]}`)
    const body = await buffer(request)
    const answer = odd.shift()
    if (answer !== undefined) return answer(request, response)
    if (request.method === 'PUT') {
      kept.set(request.url!.split('?')[0]!, body)
      return response.end()
    }
    const found = kept.get(request.url!.split('?')[0]!)
    return found === undefined ? error(404, 'NoSuchKey')(request, response) : response.end(found)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const bodies = new S3Bodies({
    bucket: 'bodies',
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    timeoutMs: 200,
  })
  onTestFinished(async () => {
    await bodies.close()
    server.closeAllConnections()
    server.close()
  })
  return { bodies, requests, kept }
}

const hang: Answer = () => {}

test('a body comes out as it went in, under its own key', async () => {
  const { bodies, requests } = await aBucket()
  const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256)
  await bodies.put('d17/a.b/1767225600000.n_-', bytes)
  expect(await bodies.get('d17/a.b/1767225600000.n_-')).toEqual(new Uint8Array(bytes))
  expect(requests).toEqual(['PUT', 'GET'].map(method => `${method} /bodies/d17/a.b/1767225600000.n_-`))
})

test('what is not there is not there', async () => {
  const { bodies } = await aBucket()
  expect(await bodies.get('d17/a')).toBeUndefined()
})

test('a server that is busy for a moment is asked again', async () => {
  const { bodies, requests } = await aBucket(error(503, 'SlowDown'), error(500, 'InternalError'))
  await bodies.put('d17/a', Buffer.from('a'))
  expect(requests).toHaveLength(3)
  expect(Buffer.from((await bodies.get('d17/a'))!).toString()).toBe('a')
})

test.each([
  ['is busy for long', error(503, 'SlowDown')],
  ['never answers', hang],
  ['hangs up', (request: IncomingMessage) => request.socket.destroy()],
  [
    'stops in the middle of its answer',
    (_: IncomingMessage, response: ServerResponse) => response.writeHead(200, { 'content-length': '9' }).write('half'),
  ],
] as [string, Answer][])('a server that %s is a busy store', async (_, answer) => {
  const { bodies } = await aBucket(answer, answer, answer)
  await expect(bodies.get('d17/a')).rejects.toMatchObject({ code: 'StoreBusy' })
})

test('a put that is never answered is a busy store, too', async () => {
  const { bodies } = await aBucket(hang, hang, hang)
  await expect(bodies.put('d17/a', Buffer.from('a'))).rejects.toMatchObject({ code: 'StoreBusy' })
})

test('a right that is missing is a fault, said as it came', async () => {
  const { bodies, requests } = await aBucket(error(403, 'AccessDenied'), error(404, 'NoSuchBucket'))
  await expect(bodies.get('d17/a')).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(bodies.put('d17/a', Buffer.from('a'))).rejects.toMatchObject({ name: 'NoSuchBucket' })
  expect(requests).toHaveLength(2)
})
