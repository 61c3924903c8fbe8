import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { wallClock } from '../../../../lib/clock.ts'
import { stores } from '../../../stores.ts'
import { type Exchange, exchangeWith, type Heard } from '../../sqs/harness/exchange.ts'
import { startAt } from '../../sqs/harness/server.ts'
import { checked } from '../harness/client.ts'
import { type OddRequest, oddRequest } from './oddRequest.ts'
import { latest, type Sent, settling, subscription, taking, validRequests } from './validRequests.ts'

// A failing run is repeated with the seed that it printed: SLUICE_FUZZ_SEED=… SLUICE_FUZZ_RUNS=… npm run test:fuzz
const seed = Number(process.env.SLUICE_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
const runs = Number(process.env.SLUICE_FUZZ_RUNS ?? 1_100)
beforeAll(() => console.log(`SLUICE_FUZZ_SEED=${seed} SLUICE_FUZZ_RUNS=${runs}`))

const timeout = Math.max(120_000, runs * 20)
// No answer after so long is a hang: nothing that is generated waits.
const patienceMs = 20_000

const version = { 'x-mns-version': '2015-06-06' }

/** What later requests may name: the last handle and marker that were answered. */
class Memory {
  readonly #known = new Map<string, string>()

  keep({ status, body }: Heard): void {
    if (status >= 300) return
    for (const [, name, value] of body.matchAll(/<(ReceiptHandle|NextMarker)>([\w=-]+)</g))
      this.#known.set(name === 'NextMarker' ? latest.marker : latest.handle, value!)
  }

  fill(text: string): string {
    let filled = text
    for (const [word, value] of this.#known)
      filled = filled.replaceAll(word, value).replaceAll(encodeURIComponent(word), value)
    return filled
  }
}

function sender(exchange: Exchange, memory: Memory) {
  const send = async ({ method, target, headers, body }: Sent): Promise<Heard> => {
    const filled = memory.fill(body)
    const length = filled === '' ? {} : { 'content-length': `${Buffer.byteLength(filled)}` }
    const all = Object.entries({ ...version, ...headers, ...length }).map(([name, value]) => [name, memory.fill(value)])
    const sent = { method, headers: Object.fromEntries(all), target: memory.fill(target), body: filled }
    const heard = await exchange({ ...sent, signal: AbortSignal.timeout(patienceMs) })
    memory.keep(heard)
    return heard
  }
  /** Has what a valid request needs, where chance would hardly ever have it so. */
  return async (request: OddRequest): Promise<Heard> => {
    const needs = request.isValid && (settling.has(request.operation) || taking.has(request.operation))
    if (needs) await send(validRequests.SendMessage![0]!)
    if (request.isValid && settling.has(request.operation)) await send(validRequests.ReceiveMessage![0]!)
    return send(request)
  }
}

/** Whatever is asked: the answer is one of the protocol, and no fault of ours. A batch that failed in part is told by 500. */
function check(heard: Heard): void {
  const { status, root } = checked(heard)
  if (status === 500) expect(root!.name).toBe('Messages')
  else expect(status).toBeLessThan(500)
}

test.each(stores)(
  'whatever is asked of MNS is answered, and never as our fault: %s',
  { timeout },
  async (_name, makeStore) => {
    const { origin } = await startAt(wallClock, makeStore)
    const exchange = exchangeWith(origin)
    const send = sender(exchange, new Memory())
    for (const name of ['orders', 'dead', 'orders.fifo'])
      await exchange({ method: 'PUT', target: `/queues/${name}`, headers: version })
    await exchange({ method: 'PUT', target: '/topics/t', headers: version })
    await exchange({ method: 'PUT', target: '/topics/t/subscriptions/s', headers: version, body: subscription })
    const served = new Set<string>()
    const statuses = new Map<number, number>()
    const property = fc.asyncProperty(oddRequest, async request => {
      const heard = await send(request)
      statuses.set(heard.status, (statuses.get(heard.status) ?? 0) + 1)
      if (request.isValid && heard.status < 300) served.add(request.operation)
      check(heard)
    })
    // A smaller request is no simpler one where each changes what the next one meets.
    await fc.assert(property, { seed, numRuns: runs, endOnFailure: true })
    console.log([...statuses].map(([status, count]) => `${status}: ${count}`).join(', '))
    expect(Object.keys(validRequests).filter(name => !served.has(name))).toEqual([])
    for (const status of [200, 201, 204, 400, 404]) expect(statuses.get(status)).toBeGreaterThan(0)
  },
)
