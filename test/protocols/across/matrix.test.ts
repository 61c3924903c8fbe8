import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Attributes,
  type Content,
  openTongues,
  type Protocol,
  protocols,
  type Sent,
  type Tongues,
} from './tongues.ts'

// docs/reference/across.md, "Bodies" and "Attributes": whatever was taken by one protocol leaves by each of the others as the same
// bytes, or as base64 that says so where the protocol has no words for them.

const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('')
const sixtyFourKib = 65_536

type Case = { body: Content; publishers: readonly Protocol[]; marked?: readonly Protocol[] }

const everybody = protocols
const onlyNative = ['native'] as const
const notNative = ['SQS', 'MNS'] as const

const cases: Record<string, Case> = {
  text: { body: 'hello', publishers: everybody },
  'no text at all': { body: '', publishers: ['native', 'MNS'] },
  'text of all planes': { body: 'héllo e\u0301 \u2028\ufeff漢 😀\u{10ffff} \ufdd0\u0085', publishers: everybody },
  'blanks and ends of lines': { body: ' \t\r\n\n\r x \r\n ', publishers: everybody },
  'what looks like XML': { body: '<?xml version="1.0"?><a b="c">&amp;&#13;]]></a><!--', publishers: everybody },
  'what looks like base64': { body: 'AAEC/f7/', publishers: everybody },
  'what looks like JSON': { body: '{"a":"\\u0000\\n"}', publishers: everybody },
  '64 KiB of text': { body: 'é'.repeat(sixtyFourKib / 2), publishers: everybody },
  'control characters': { body: controls, publishers: onlyNative, marked: notNative },
  'what is no character': { body: 'a\uffffb', publishers: onlyNative, marked: notNative },
  bytes: { body: Uint8Array.from({ length: 256 }, (_, at) => at), publishers: onlyNative, marked: everybody },
  'bytes that are text as well': { body: Buffer.from('hello'), publishers: onlyNative, marked: everybody },
  'no bytes at all': { body: Buffer.alloc(0), publishers: onlyNative, marked: everybody },
  '64 KiB of bytes': {
    body: Buffer.alloc(sixtyFourKib, Uint8Array.from([0, 253, 254, 255])),
    publishers: onlyNative,
    marked: everybody,
  },
}

let tongues: Tongues
beforeAll(async () => {
  tongues = await openTongues()
})
afterAll(() => tongues.close())

let queues = 0
/** A queue with a message for each protocol to receive. */
async function filled(publisher: Protocol, message: Sent): Promise<string> {
  const queue = `q${++queues}`
  await tongues.makeQueue(queue)
  for (const _ of protocols) expect(await tongues[publisher].send(queue, message)).toBe(true)
  return queue
}

describe('bodies, from each protocol to each', () => {
  const rows = Object.entries(cases).flatMap(([name, { publishers }]) => publishers.map(by => [name, by] as const))

  test.each(rows)('%s, by %s', async (name, publisher) => {
    const { body, marked = [] } = cases[name]!
    const queue = await filled(publisher, { body })
    for (const receiver of protocols) {
      const { bytes, isMarked } = await tongues[receiver].receive(queue)
      expect({ receiver, isSame: bytes.equals(Buffer.from(body)), isMarked }).toEqual({
        receiver,
        isSame: true,
        isMarked: marked.includes(receiver),
      })
    }
  })

  test.each([
    ['SQS', ''],
    ['SQS', 'a\u0000b'],
    ['SQS', 'a\uffffb'],
    ['MNS', 'a\u0000b'],
    ['MNS', 'a\uffffb'],
  ] as const)('%s refuses what it has no words for: %j', async (publisher, body) => {
    await tongues.makeQueue('refusing')
    expect(await tongues[publisher].send('refusing', { body })).toBe(false)
  })
})

const binary = Buffer.from([0, 1, 254, 255]).toString('base64')
const attributes: Attributes = {
  text: { type: 'string', value: ' ø\r\n<😀> ' },
  number: { type: 'number', value: '-0042.50' },
  bytes: { type: 'binary', value: binary },
}
const labelled: Attributes = {
  cents: { type: 'number', label: 'cents', value: '1e3' },
  picture: { type: 'binary', label: 'png', value: binary },
  flag: { type: 'string', label: 'boolean', value: 'true' },
}

const inSqs = {
  text: { DataType: 'String', StringValue: ' ø\r\n<😀> ' },
  number: { DataType: 'Number', StringValue: '-0042.50' },
  bytes: { DataType: 'Binary', BinaryValue: binary },
}
const inMns = {
  text: { Type: 'STRING', Value: ' ø\r\n<😀> ' },
  number: { Type: 'NUMBER', Value: '-0042.50' },
  bytes: { Type: 'BINARY', Value: binary },
}

describe('attributes, from each protocol to each', () => {
  test.each(protocols)('by %s', async publisher => {
    const queue = await filled(publisher, { body: 'x', attributes })
    expect((await tongues.native.receive(queue)).attributes).toEqual(attributes)
    expect((await tongues.SQS.receive(queue)).attributes).toEqual(inSqs)
    expect((await tongues.MNS.receive(queue)).attributes).toEqual(inMns)
  })

  test.each(['native', 'SQS'] as const)('with labels, by %s', async publisher => {
    const queue = await filled(publisher, { body: 'x', attributes: labelled })
    expect((await tongues.native.receive(queue)).attributes).toEqual(labelled)
    expect((await tongues.SQS.receive(queue)).attributes).toEqual({
      cents: { DataType: 'Number.cents', StringValue: '1e3' },
      picture: { DataType: 'Binary.png', BinaryValue: binary },
      flag: { DataType: 'String.boolean', StringValue: 'true' },
    })
    expect((await tongues.MNS.receive(queue)).attributes).toEqual({
      cents: { Type: 'NUMBER', Value: '1e3' },
      picture: { Type: 'BINARY', Value: binary },
      flag: { Type: 'BOOLEAN', Value: 'true' },
    })
  })

  test('what only calls itself a BOOLEAN is a STRING to MNS', async () => {
    const queue = await filled('SQS', { body: 'x', attributes: { flag: { ...labelled.flag!, value: 'perhaps' } } })
    expect((await tongues.MNS.receive(queue)).attributes).toEqual({ flag: { Type: 'STRING', Value: 'perhaps' } })
  })

  test('a BOOLEAN of MNS is a string with a label', async () => {
    const queue = await filled('MNS', { body: 'x', attributes: { flag: labelled.flag! } })
    expect((await tongues.native.receive(queue)).attributes).toEqual({ flag: labelled.flag })
    expect((await tongues.SQS.receive(queue)).attributes).toEqual({
      flag: { DataType: 'String.boolean', StringValue: 'true' },
    })
  })
})

describe('what else a message has', () => {
  test.each(['native', 'MNS'] as const)('a priority, by %s', async publisher => {
    const queue = await filled(publisher, { body: 'x', priority: 3 })
    expect((await tongues.native.receive(queue)).rest).toMatchObject({ priority: 3 })
    expect((await tongues.MNS.receive(queue)).rest).toMatchObject({ Priority: '3' })
  })

  test('no priority is 8 to MNS', async () => {
    const queue = await filled('SQS', { body: 'x' })
    expect((await tongues.MNS.receive(queue)).rest).toMatchObject({ Priority: '8' })
  })

  test.each(protocols)('a group, by %s', async publisher => {
    const queue = await filled(publisher, { body: 'x', groupId: 'customer-7' })
    expect((await tongues.native.receive(queue)).rest).toMatchObject({ groupId: 'customer-7' })
    expect((await tongues.SQS.receive(queue)).rest).toMatchObject({ MessageGroupId: 'customer-7' })
    expect((await tongues.MNS.receive(queue)).rest).toMatchObject({ MessageGroupId: 'customer-7' })
  })
})

describe('copies of a topic', () => {
  const send = async (method: string, path: string, body: unknown, type = 'application/json'): Promise<void> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(tongues.url + path, { method, body: text, headers: { 'content-type': type } })
    expect(response.status).toBe(201)
  }

  async function aTopic(): Promise<{ topic: string; queue: string }> {
    const [topic, queue] = [`t${++queues}`, `q${queues}`]
    await tongues.makeQueue(queue)
    await send('PUT', `/v1/topics/${topic}`, {})
    await send('PUT', `/v1/topics/${topic}/subscriptions/s`, { endpoint: { kind: 'queue', queue } })
    return { topic, queue }
  }

  test('by MNS leave by each as they were published', async () => {
    const { topic, queue } = await aTopic()
    const message = '<Message><MessageBody>&lt;b> 😀</MessageBody><MessageTag>red</MessageTag></Message>'
    for (const _ of protocols) await send('POST', `/topics/${topic}/messages`, message, 'text/xml')
    for (const receiver of protocols) {
      const { bytes, isMarked } = await tongues[receiver].receive(queue)
      expect([bytes.toString(), isMarked]).toEqual(['<b> 😀', false])
    }
  })

  test('by the native API leave by each, bytes and attributes too', async () => {
    const { topic, queue } = await aTopic()
    const messages = protocols.map(() => ({ body: binary, bodyEncoding: 'base64', attributes }))
    await send('POST', `/v1/topics/${topic}/messages`, { messages })
    const shown: Record<Protocol, unknown> = { native: attributes, SQS: inSqs, MNS: inMns }
    for (const receiver of protocols) {
      const came = await tongues[receiver].receive(queue)
      expect([came.bytes.toString('base64'), came.isMarked]).toEqual([binary, true])
      expect(came.attributes).toEqual(shown[receiver])
    }
  })
})

test('a receive is a receive, whoever receives: the count goes on', async () => {
  const queue = `q${++queues}`
  await tongues.makeQueue(queue)
  await tongues.SQS.send(queue, { body: 'x' })
  const first = (await tongues.MNS.receive(queue)).rest
  expect(first.DequeueCount).toBe('1')
  const target = `/queues/${queue}/messages?receiptHandle=${first.ReceiptHandle}&visibilityTimeout=0`
  expect((await fetch(tongues.url + target, { method: 'PUT' })).status).toBe(200)
  const second = (await tongues.native.receive(queue)).rest
  expect(second.attempts).toBe(2)
  const body = JSON.stringify({ receipts: [second.receipt] })
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(`${tongues.url}/v1/queues/${queue}/nack`, { method: 'POST', body, headers })).ok).toBe(true)
  expect((await tongues.SQS.receive(queue)).rest.ApproximateReceiveCount).toBe('3')
})
