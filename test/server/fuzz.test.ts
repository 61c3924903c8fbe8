import { promisify } from 'node:util'
import fc from 'fast-check'
import { beforeAll, expect, test, vi } from 'vitest'
import { findRoute, routes } from '../../lib/protocols/native/routes.ts'
import { aFolder, aServer } from './aServer.ts'
import { type OddRequest, oddRequest, validBodies } from './odd.ts'
import { type Heard, type Wire, wireTo } from './wire.ts'

// All certificates with one pair of keys: to make one takes as long as a hundred requests, and rotations are among them.
vi.mock('node:crypto', async original => {
  const crypto = await original<typeof import('node:crypto')>()
  const pair = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 })
  const generateKeyPair = Object.assign(() => {}, { [promisify.custom]: async () => pair })
  return { ...crypto, generateKeyPair }
})

// A failing run is repeated with the seed that it printed: SLUICE_FUZZ_SEED=… npm test
const seed = Number(process.env.SLUICE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
beforeAll(() => console.log(`SLUICE_FUZZ_SEED=${seed}`))

const settle = { seed, numRuns: 1_200 }
const requestsMin = 1_000
const timeout = 300_000

async function aFilledServer(store: 'memory' | 'embedded') {
  const running = await aServer({ store, data: aFolder() })
  const { ask } = running
  for (const queue of ['orders', 'invoices']) await ask('PUT', `/v1/queues/${queue}`)
  for (const topic of ['news', 'olds']) await ask('PUT', `/v1/topics/${topic}`)
  const messages = Array.from({ length: 10 }, (_, index) => ({ body: `${index}` }))
  const published = await ask('POST', '/v1/queues/orders/messages', { messages })
  const polled = await ask('POST', '/v1/queues/orders/poll', { maxMessages: 1 })
  return { ...running, id: published.json().messages[9].id, receipt: polled.json().messages[0].receipt }
}

function toWire({ method, target, headers, body, chunked }: OddRequest): Buffer {
  const framing = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': `${body.length}` }
  const lines = Object.entries({ host: 'localhost', ...framing, ...headers }).map(([name, text]) => `${name}: ${text}`)
  const head = Buffer.from(`${[`${method} ${target} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`, 'latin1')
  if (!chunked) return Buffer.concat([head, body])
  const chunk = body.length === 0 ? [] : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]
  return Buffer.concat([head, ...chunk, Buffer.from('0\r\n\r\n')])
}

function check({ status, headers, body }: Heard, method: string): void {
  expect(status).toBeGreaterThanOrEqual(200)
  expect(status).toBeLessThan(500)
  expect(headers['x-request-id']).toBeTruthy()
  if (status < 400 || method === 'HEAD') return
  expect(headers['content-type']).toBe('application/problem+json')
  expect(JSON.parse(body)).toMatchObject({ status, code: expect.any(String), requestId: headers['x-request-id'] })
}

/** The route that serves the request, if one does. */
function routeOf({ method, target }: OddRequest): string | undefined {
  const found = findRoute(method, target.split('?')[0]!)
  return found.kind === 'route' ? found.operation.id : undefined
}

test('there is a valid body for every route that takes one', () => {
  const taking = routes.filter(({ bodySchema }) => bodySchema !== undefined).map(({ id }) => id)
  expect(Object.keys(validBodies({ id: '', receipt: '' })).sort()).toEqual(taking.sort())
})

test.each(['memory', 'embedded'] as const)(
  'whatever is asked is answered, and never as our fault: %s',
  { timeout },
  async store => {
    const { port, id, receipt } = await aFilledServer(store)
    const statuses = new Map<number, number>()
    const served = new Map(routes.map(({ id }) => [id, 0]))
    let wire = await wireTo(port)
    const exchange = async (request: OddRequest): Promise<void> => {
      const answer = await wire.say(toWire(request)).hear({ hasBody: request.method !== 'HEAD' })
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      const route = routeOf(request)
      if (route !== undefined) served.set(route, served.get(route)! + 1)
      check(answer, request.method)
    }
    const property = fc.asyncProperty(oddRequest({ id, receipt }), async request => {
      try {
        await exchange(request)
      } catch (error) {
        wire = await wireTo(port) // whatever went wrong here must not spoil the next one
        throw error
      }
    })
    await fc.assert(property, settle)
    console.log(
      [...statuses]
        .sort(([a], [b]) => a - b)
        .map(([status, count]) => `${status}: ${count}`)
        .join(', '),
    )
    console.log([...served].map(([route, count]) => `${route}: ${count}`).join(', '))
    expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(requestsMin)
    expect([...served].filter(([, count]) => count === 0)).toEqual([])
    for (const status of [200, 201, 400, 404, 405, 415, 422]) expect(statuses.get(status)).toBeGreaterThan(0)
  },
)

type Damage = { at: number; how: 'flip' | 'drop' | 'insert' | 'cut'; byte: number }
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('flip', 'drop', 'insert', 'cut'),
  byte: fc.integer({ min: 0, max: 255 }),
})

function damaged(bytes: Buffer, { at, how, byte }: Damage): Buffer {
  const index = at % bytes.length
  const middle = { flip: [byte], drop: [], insert: [byte, bytes[index]!], cut: [] }[how]
  return Buffer.concat([
    bytes.subarray(0, index),
    Buffer.from(middle),
    how === 'cut' ? Buffer.alloc(0) : bytes.subarray(index + 1),
  ])
}

/** Says it, says that this was all, and resolves with everything that was answered. */
function sayAll(wire: Wire, bytes: Buffer): Promise<string> {
  wire.socket.end(bytes)
  return wire.closed()
}

test('whatever was damaged on its way is answered or closed, and holds nobody up', { timeout }, async () => {
  const { server, port, id, receipt } = await aFilledServer('memory')
  let said = 0
  const property = fc.asyncProperty(
    oddRequest({ id, receipt }),
    fc.array(damage, { minLength: 1, maxLength: 4 }),
    async (request, damages) => {
      const answered = await sayAll(await wireTo(port), damages.reduce(damaged, toWire(request)))
      expect(answered).toMatch(/^(HTTP\/1\.1 [1-4]\d\d |$)/)
      expect(answered).not.toMatch(/HTTP\/1\.1 5\d\d /)
      said += 1
    },
  )
  await fc.assert(property, settle)
  expect(said).toBeGreaterThanOrEqual(requestsMin)
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
})
