import type { SQSBatchResponse, SQSRecord } from 'aws-lambda'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { poll } from '../lib/actions/poll.ts'
import { putQueue } from '../lib/actions/putQueue.ts'
import { never } from '../test/events/aDispatch.ts'
import { anApp } from '../test/events/anApp.ts'
import { printedMetrics } from '../test/events/printedMetrics.ts'
import { type IngestEvent, makeHandler } from './ingest.ts'

const blobs = printedMetrics()
afterEach(() => vi.unstubAllEnvs())

const arn = (name: string): string => `arn:aws:sqs:eu-central-1:123456789012:${name}`

const mapping = {
  [`sqs:${arn('legacy')}`]: 'orders',
  [`sqs:${arn('legacy.fifo')}`]: 'orders.fifo',
  [`sqs:${arn('lost')}`]: 'missing',
  [`sqs:${arn('plain')}`]: 'orders.fifo',
  'events:my.shop/Order Placed': 'orders',
  'events:my.shop': 'other',
  's3:my-uploads': 'orders',
}

async function anIngest() {
  const { app, lines } = anApp({ site: { ingest: mapping } })
  const { services } = app
  const settings = { maxMessageBytes: 2_000 }
  for (const queue of ['orders', 'other']) await putQueue(services, { queue, settings, expected: 'any' }, never)
  await putQueue(services, { queue: 'orders.fifo', settings: {}, expected: 'any' }, never)
  const handler = makeHandler(app)
  const call = (event: IngestEvent) => handler(event, {} as never)
  const bring = async (...Records: SQSRecord[]): Promise<string[]> => {
    const { batchItemFailures } = (await call({ Records })) as SQSBatchResponse
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
  }
  const take = async (queue: string) => {
    const input = { queue, maxMessages: 16, waitSeconds: 0 }
    const { messages } = await poll(services, input, never)
    return messages.map(({ message }) => message.envelope)
  }
  const bodies = async (queue: string) => (await take(queue)).map(({ body }) => Buffer.from(body).toString())
  return { services, lines, call, bring, take, bodies }
}

let ids = 0

function aRecord(body: string, wish: Partial<SQSRecord> & { queue?: string } = {}): SQSRecord {
  const { queue = 'legacy', attributes, ...rest } = wish
  const record = { messageId: `m-${++ids}`, body, messageAttributes: {}, eventSource: 'aws:sqs' }
  return { ...record, eventSourceARN: arn(queue), attributes: { ...attributes }, ...rest } as SQSRecord
}

describe('what SLUICE_INGEST says', () => {
  const started = (ingest: Record<string, unknown> | undefined) => () => makeHandler(anApp({ site: { ingest } }).app)

  test.each([
    [{ 'sqs:legacy': 'orders' }, 'the key "sqs:legacy": it has to be sqs:ARN'],
    [{ 'arn:aws:sqs:eu-central-1:123456789012:a': 'orders' }, 'the key "arn:aws:sqs:'],
    [{ 'events:': 'orders' }, 'the key "events:"'],
    [{ 's3:My_Bucket': 'orders' }, 'the key "s3:My_Bucket"'],
    [{ 's3:bucket': '~canary' }, 'the key "s3:bucket" with "~canary": that has to be the name of a queue'],
    [{ 's3:bucket': 1 }, 'the key "s3:bucket" with 1'],
    [undefined, 'SLUICE_INGEST is not set'],
  ])('%j does not start it', (ingest, message) => expect(started(ingest)).toThrow(message))

  test('may name sources of partners', () =>
    expect(started({ 'events:aws.partner/shop.example/1': 'orders' })).not.toThrow())
})

describe('messages of SQS', () => {
  test('go in as they are, with attributes, group and trace', async () => {
    const { bring, take } = await anIngest()
    const messageAttributes = {
      price: { dataType: 'Number.cents', stringValue: '199' },
      raw: { dataType: 'Binary', binaryValue: 'AAE=' },
    } as unknown as SQSRecord['messageAttributes']
    const attributes = { MessageGroupId: 'g', AWSTraceHeader: 'Root=1-a' } as unknown as SQSRecord['attributes']
    expect(await bring(aRecord('héllo', { attributes, messageAttributes }))).toEqual([])
    expect(await take('orders')).toMatchObject([
      {
        body: Buffer.from('héllo'),
        kind: 'text',
        groupId: 'g',
        trace: 'Root=1-a',
        attributes: {
          price: { type: 'number', label: 'cents', value: '199' },
          raw: { type: 'binary', value: Buffer.from([0, 1]) },
        },
      },
    ])
    expect(blobs()).toMatchObject([{ function: 'ingest', Ingested: 1, IngestFailures: 0 }])
  })

  test('of more than one call, and come again as they were, are stored once', async () => {
    const { bring, bodies } = await anIngest()
    const records = Array.from({ length: 20 }, (_, at) => aRecord(`m${at}`))
    expect(await bring(...records)).toEqual([])
    expect(await bring(...records)).toEqual([])
    expect([...(await bodies('orders')), ...(await bodies('orders'))]).toHaveLength(20)
  })

  test('go in by the mebibyte', async () => {
    const { bring, services } = await anIngest()
    await putQueue(services, { queue: 'orders', settings: {}, expected: 'any' }, never)
    const puts = vi.spyOn(services.store, 'publish')
    expect(await bring(...Array.from({ length: 3 }, () => aRecord('x'.repeat(400_000))))).toEqual([])
    expect(puts.mock.calls.map(([, envelopes]) => envelopes.length)).toEqual([2, 1])
  })

  test('on an ordered queue keep their order, and their ids keep them single', async () => {
    const { bring, take } = await anIngest()
    const attributes = { MessageGroupId: 'g' } as SQSRecord['attributes']
    const [a, b, c] = ['a', 'b', 'c'].map(body => aRecord(body, { queue: 'legacy.fifo', attributes }))
    await bring(a!, b!)
    await bring(b!, c!)
    const taken = await take('orders.fifo')
    expect(taken.map(({ body, groupId }) => [Buffer.from(body).toString(), groupId])).toEqual([
      ['a', 'g'],
      ['b', 'g'],
      ['c', 'g'],
    ])
    expect(taken[0]).toMatchObject({ deduplicationId: a!.messageId })
  })

  test('without a group wait for no other there', async () => {
    const { bring, take } = await anIngest()
    const record = aRecord('a', { queue: 'plain' })
    await bring(record)
    expect(await take('orders.fifo')).toMatchObject([{ groupId: record.messageId }])
  })

  test('that the queue does not take fail alone', async () => {
    const { bring, bodies, lines } = await anIngest()
    const [a, large, b] = [aRecord('a'), aRecord('x'.repeat(3_000)), aRecord('b')]
    expect(await bring(a, large, b)).toEqual([large.messageId])
    expect(await bodies('orders')).toEqual(['a', 'b'])
    expect(lines).toMatchObject([{ level: 'error', message: 'not taken in', fields: { id: large.messageId } }])
  })

  test('in order hold up those behind', async () => {
    const { bring, take, services } = await anIngest()
    await putQueue(services, { queue: 'orders.fifo', settings: { maxMessageBytes: 2_000 }, expected: 'any' }, never)
    const fifo = { queue: 'legacy.fifo', attributes: { MessageGroupId: 'g' } as SQSRecord['attributes'] }
    const [a, large, b] = [aRecord('a', fifo), aRecord('x'.repeat(3_000), fifo), aRecord('b', fifo)]
    expect(await bring(a, large, b)).toEqual([large.messageId, b.messageId])
    expect(await take('orders.fifo')).toHaveLength(1)
  })

  test('that cannot be read fail alone', async () => {
    const { bring, bodies } = await anIngest()
    const messageAttributes = { a: { dataType: 'Odd' } } as unknown as SQSRecord['messageAttributes']
    const odd = aRecord('odd', { messageAttributes })
    expect(await bring(odd, aRecord('a'))).toEqual([odd.messageId])
    expect(await bodies('orders')).toEqual(['a'])
  })

  test.each([
    ['unknown', /names no queue for "sqs:arn:.*:unknown"/],
    ['lost', /does not exist/],
  ])('without a queue (%s) fail, and are never dropped', async (queue, message) => {
    const { bring, lines } = await anIngest()
    const record = aRecord('a', { queue })
    expect(await bring(record)).toEqual([record.messageId])
    expect((lines[0]!.fields.error as Error).message).toMatch(message)
    expect(blobs()).toMatchObject([{ IngestFailures: 1 }])
  })
})

describe('events and notifications', () => {
  const event = { id: 'e-1', source: 'my.shop', 'detail-type': 'Order Placed', detail: { id: 1 } }
  const uploaded = (key: string, bucket = 'my-uploads') => ({
    eventSource: 'aws:s3' as const,
    eventName: 'ObjectCreated:Put',
    eventTime: '2026-01-01T00:00:00.000Z',
    s3: { bucket: { name: bucket }, object: { key, sequencer: '1' } },
  })

  test('go in as they are, once, the type before the source', async () => {
    const { call, bodies, take } = await anIngest()
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-b')
    for (let times = 0; times < 2; times++) await call(event)
    await call({ ...event, id: 'e-2', 'detail-type': 'Other' })
    expect((await bodies('orders')).map(body => JSON.parse(body))).toEqual([event])
    expect(await take('other')).toMatchObject([{ trace: 'Root=1-b' }])
  })

  test('of buckets go in one by one', async () => {
    const { call, bodies } = await anIngest()
    const Records = [uploaded('a'), uploaded('b')]
    for (let times = 0; times < 2; times++) await call({ Records })
    expect((await bodies('orders')).map(body => JSON.parse(body))).toEqual(Records.map(one => ({ Records: [one] })))
  })

  test('with which S3 tries whether it may are passed over', async () => {
    const { call, bodies } = await anIngest()
    expect(await call({ Event: 's3:TestEvent' })).toBeUndefined()
    expect(await bodies('orders')).toEqual([])
  })

  test('without a queue fail as a whole', async () => {
    const { call } = await anIngest()
    await expect(call({ ...event, source: 'unknown' })).rejects.toThrow('names no queue for "events:unknown/Order')
    await expect(call({ Records: [uploaded('a', 'unknown')] })).rejects.toThrow('names no queue for "s3:unknown"')
  })

  test('that are not stored fail as a whole', async () => {
    const { call, services } = await anIngest()
    vi.spyOn(services.store, 'publish').mockRejectedValue(new Error('no store'))
    await expect(call(event)).rejects.toThrow('no store')
    await expect(call({ Records: [uploaded('a')] })).rejects.toThrow('no store')
  })
})
