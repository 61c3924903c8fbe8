import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTongues, protocols, type Tongues } from './tongues.ts'

// docs/reference/across.md, "Traces": whoever publishes with a tracing context is followed by whoever receives.

const traceparent = '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01'
const tracestate = 'vendor=a;b%3D,other@x=1'
const xRay = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
const withState = `${xRay};State=vendor%3Da%3Bb%253D,other@x%3D1`

let tongues: Tongues
beforeAll(async () => {
  tongues = await openTongues()
})
afterAll(() => tongues.close())

let queues = 0
async function aQueue(): Promise<string> {
  const queue = `q${++queues}`
  await tongues.makeQueue(queue)
  return queue
}

async function send(path: string, body: object | string, headers: Record<string, string> = {}): Promise<void> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'text/xml' : 'application/json'
  const response = await fetch(tongues.url + path, {
    method: 'POST',
    body: text,
    headers: { 'content-type': type, ...headers },
  })
  expect(response.status).toBe(201)
}

async function systemProperties(queue: string): Promise<Record<string, string>> {
  const text = await (await fetch(`${tongues.url}/queues/${queue}/messages`)).text()
  const items = text.match(/<SystemPropertyValue>.*?<\/SystemPropertyValue>/gs) ?? []
  return Object.fromEntries(items.map(item => [/<Name>(.*?)</.exec(item)![1]!, /<Value>(.*?)</.exec(item)![1]!]))
}

describe('a trace of the request', () => {
  test.each(protocols)('that publishes by %s reaches whoever receives', async publisher => {
    const queue = await aQueue()
    for (const _ of protocols)
      expect(await tongues[publisher].send(queue, { body: 'x', headers: { traceparent, tracestate } })).toBe(true)
    expect((await tongues.native.receive(queue)).rest.trace).toEqual({ traceparent, tracestate })
    expect((await tongues.SQS.receive(queue)).rest.AWSTraceHeader).toBe(withState)
    expect(await systemProperties(queue)).toEqual({ traceparent, tracestate })
  })

  test.each(protocols)('by X-Ray counts by %s where it is sampled', async publisher => {
    const queue = await aQueue()
    const unsampled = xRay.replace('Sampled=1', 'Sampled=0')
    await tongues[publisher].send(queue, { body: 'x', headers: { 'x-amzn-trace-id': unsampled } })
    expect((await tongues.native.receive(queue)).rest).not.toHaveProperty('trace')
    await tongues[publisher].send(queue, { body: 'x', headers: { 'x-amzn-trace-id': xRay } })
    expect((await tongues.native.receive(queue)).rest.trace).toEqual({ traceparent })
  })

  test.each(protocols)('that is none keeps nothing out by %s', async publisher => {
    const queue = await aQueue()
    const headers = { traceparent: `${traceparent}!`, tracestate, 'x-amzn-trace-id': 'Sampled' }
    expect(await tongues[publisher].send(queue, { body: 'x', headers })).toBe(true)
    expect((await tongues.SQS.receive(queue)).rest).not.toHaveProperty('AWSTraceHeader')
  })
})

describe('a trace of the message itself', () => {
  const other = { traceparent: traceparent.replace('-5', '-6') }

  test('by the native API goes before that of its request, and one that is none is passed over', async () => {
    const queue = await aQueue()
    const messages = [
      { body: 'x', trace: { traceparent, tracestate } },
      { body: 'x', trace: { traceparent: 'x' } },
    ]
    for (const message of messages) await send(`/v1/queues/${queue}/messages`, { messages: [message] }, other)
    expect((await tongues.native.receive(queue)).rest.trace).toEqual({ traceparent, tracestate })
    expect((await tongues.native.receive(queue)).rest).not.toHaveProperty('trace')
  })

  test('by MNS is a system property, and comes back as one', async () => {
    const queue = await aQueue()
    const property = (name: string, value: string) =>
      `<SystemPropertyValue><Name>${name}</Name><Value>${value}</Value><Type>STRING</Type></SystemPropertyValue>`
    const said = property('traceparent', traceparent) + property('tracestate', tracestate) + property('baggage', 'b=1')
    const message = (properties: string) =>
      `<Message><MessageBody>x</MessageBody><SystemProperties>${properties}</SystemProperties></Message>`
    for (const _ of protocols) await send(`/queues/${queue}/messages`, message(said), other)
    expect(await systemProperties(queue)).toEqual({ traceparent, tracestate, baggage: 'b=1' })
    const came = await tongues.native.receive(queue)
    expect(came.rest.trace).toEqual({ traceparent, tracestate })
    expect(came.attributes).toEqual({ baggage: { type: 'string', label: 'system', value: 'b=1' } })
    await send(`/queues/${queue}/messages`, message(property('traceparent', 'of my own')))
    await tongues.native.receive(queue)
    expect(await systemProperties(queue)).toEqual({ traceparent: 'of my own' })
  })
})

test('a repetition by its key is one, though it is another step of the trace', async () => {
  const queue = await aQueue()
  const again = { 'idempotency-key': 'k' }
  const messages = [{ body: 'x' }]
  await send(`/v1/queues/${queue}/messages`, { messages }, { ...again, traceparent })
  await send(`/v1/queues/${queue}/messages`, { messages }, { ...again, traceparent: traceparent.replace('-5', '-6') })
})

test('a copy of a topic and a dead letter have the trace of their publish', async () => {
  const [topic, queue, dead] = [`t${++queues}`, await aQueue(), await aQueue()]
  const put = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(tongues.url + path, { method: 'PUT', body: JSON.stringify(body), headers })
    expect(response.ok).toBe(true)
  }
  await put(`/v1/queues/${queue}`, { deadLetter: { queue: dead, maxAttempts: 1 } })
  await put(`/v1/topics/${topic}`, {})
  await put(`/v1/topics/${topic}/subscriptions/s`, { endpoint: { kind: 'queue', queue } })
  await send(`/v1/topics/${topic}/messages`, { messages: [{ body: 'x' }] }, { traceparent, tracestate })
  await send(`/topics/${topic}/messages`, '<Message><MessageBody>x</MessageBody></Message>', {
    traceparent,
    tracestate,
  })
  for (const _ of [1, 2]) {
    const { rest } = await tongues.native.receive(queue)
    expect(rest.trace).toEqual({ traceparent, tracestate })
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ receipts: [rest.receipt], deadLetter: true })
    expect((await fetch(`${tongues.url}/v1/queues/${queue}/nack`, { method: 'POST', body, headers })).ok).toBe(true)
  }
  expect((await tongues.SQS.receive(dead)).rest.AWSTraceHeader).toBe(withState)
  expect((await tongues.native.receive(dead)).rest.trace).toEqual({ traceparent, tracestate })
})
