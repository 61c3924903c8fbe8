import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeClient } from '../../lib/store/dynamo/client.ts'
import { dynamoDbLocal } from '../dynamo/local.ts'
import { deployed, region, tables } from './deployed.ts'
import { type Aws, moto } from './moto.ts'
import { aLambda } from './standIns.ts'

const unavailable = dynamoDbLocal.unavailable ?? moto.unavailable
const consumerArn = 'arn:aws:lambda:eu-central-1:123456789012:function:consumer'
const legacyArn = 'arn:aws:sqs:eu-central-1:123456789012:legacy'
const orders = '/v1/queues/orders'

/** The consumer, as its owner wrote it for Amazon SQS: what it refuses is told by Powertools. */
const refused = new Set<string>()
const context = { getRemainingTimeInMillis: () => 10_000 } as never
const processor = new BatchProcessor(EventType.SQS)
async function consume({ body }: SQSRecord): Promise<void> {
  if (refused.has(body)) throw new Error(`cannot do ${body}`)
}
const consumer = (event: SQSEvent) => processPartialResponse(event, consume, processor, { context })

// Needs Java and Python: says so where one is missing, and fails in CI.
describe.skipIf(unavailable !== undefined)(
  `the whole story, on ${dynamoDbLocal.name} and ${moto.name}${unavailable ? ` (${unavailable})` : ''}`,
  () => {
    let stack: Awaited<ReturnType<typeof deployed>>
    let aws: Aws
    let sqs: SQSClient
    let timers: string
    let lambda: Awaited<ReturnType<typeof aLambda<SQSEvent>>>

    beforeAll(async () => {
      aws = await moto.start()
      const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' }
      sqs = new SQSClient({ region, endpoint: aws.endpoint, credentials })
      const Attributes = { VisibilityTimeout: '960' }
      timers = (await sqs.send(new CreateQueueCommand({ QueueName: 'timers', Attributes }))).QueueUrl!
      lambda = await aLambda(consumerArn, consumer)
      stack = await deployed(
        {
          TimerQueue: timers,
          // Nobody listens there.
          'https://${HttpApi}': 'http://127.0.0.1:9',
        },
        { AWS_ENDPOINT_URL_SQS: aws.endpoint, AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint },
        { ingest: { SLUICE_INGEST: JSON.stringify({ [`sqs:${legacyArn}`]: 'orders' }) } },
      )
    })

    afterAll(async () => {
      await stack?.stop()
      lambda?.stop()
      sqs?.destroy()
      await aws?.stop()
    })

    const seen = new Set<string>()

    /** What the stream of the table would bring by now, after its filter: new items with a wake mark. */
    async function newRecords() {
      const client = makeClient({
        region,
        endpoint: stack.emulator.endpoint,
        credentials: 'local',
        timeoutMs: 5_000,
        attempts: 1,
      })
      const { Items = [] } = await client.send(new ScanCommand({ TableName: tables.messages, ConsistentRead: true }))
      client.destroy()
      const keyOf = ({ p, s }: Record<string, AttributeValue>): string => `${p!.S} ${s!.S}`
      const found = Items.filter(item => item.w !== undefined && !seen.has(keyOf(item)))
      for (const item of found) seen.add(keyOf(item))
      return found.map((NewImage, at) => ({
        eventID: keyOf(NewImage),
        eventName: 'INSERT',
        eventSource: 'aws:dynamodb',
        dynamodb: { NewImage, SequenceNumber: `${seen.size}${at}`, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }))
    }

    /** As the event source of the stream does. */
    async function bringRecords(): Promise<number> {
      const Records = await newRecords()
      if (Records.length > 0) expect(await stack.invoke('dispatch', { Records })).toEqual({ batchItemFailures: [] })
      return Records.length
    }

    /** As the event source of a queue does: hands over all that there is, or comes within a few seconds, and deletes what went well. */
    async function bringTimers(): Promise<void> {
      for (let WaitTimeSeconds = 10; ; WaitTimeSeconds = 0) {
        const asked = { QueueUrl: timers, MaxNumberOfMessages: 1, WaitTimeSeconds }
        const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand(asked))
        if (message === undefined) return
        const record = {
          messageId: message.MessageId,
          body: message.Body,
          eventSource: 'aws:sqs',
          eventSourceARN: `arn:aws:sqs:${region}:123456789012:timers`,
        }
        expect(await stack.invoke('dispatch', { Records: [record] })).toEqual({ batchItemFailures: [] })
        await sqs.send(new DeleteMessageCommand({ QueueUrl: timers, ReceiptHandle: message.ReceiptHandle }))
      }
    }

    const lastEvent = () =>
      lambda.called.at(-1)!.Records.map(({ body, attributes }) => [body, attributes.ApproximateReceiveCount])
    const deadLetters = async () =>
      (await stack.call('manage', 'GET', '/v1/queues/dead/messages?state=visible')).answer.items

    test('published over HTTPS, a message reaches a function as an event of SQS', async () => {
      expect(await stack.call('manage', 'PUT', '/v1/queues/dead', {})).toMatchObject({ status: 201 })
      const settings = {
        deadLetter: { queue: 'dead', maxAttempts: 2 },
        retry: { kind: 'fixed', delaySeconds: 1 },
      }
      expect(await stack.call('manage', 'PUT', orders, settings)).toMatchObject({ status: 201 })
      const target = { target: { kind: 'function', function: consumerArn } }
      expect(await stack.call('manage', 'PUT', `${orders}/triggers/consumer`, target)).toMatchObject({ status: 201 })
      for (const body of ['flaky', 'bad']) refused.add(body)
      const messages = ['good', 'flaky', 'bad'].map(body => ({ body }))
      expect(await stack.call('publish', 'POST', `${orders}/messages`, { messages })).toMatchObject({ status: 201 })
      // What the trigger found when it was made is looked at as well.
      expect(await bringRecords()).toBe(1)
      await bringTimers()
      expect(lambda.called).toHaveLength(1)
      expect(lastEvent()).toEqual([
        ['good', '1'],
        ['flaky', '1'],
        ['bad', '1'],
      ])
      expect(lambda.called[0]!.Records[0]).toMatchObject({
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:orders',
        md5OfBody: '755f85c2723bb39381c7379a604160d8',
      })
    })

    test('what it refused comes again by the timer, and only that', async () => {
      refused.delete('flaky')
      await bringTimers()
      expect(lambda.called).toHaveLength(2)
      expect(lastEvent().sort()).toEqual([
        ['bad', '2'],
        ['flaky', '2'],
      ])
    })

    test('after its last try it is a dead letter, with the reason', async () => {
      const [letter, ...others] = await deadLetters()
      expect(others).toEqual([])
      expect(letter).toMatchObject({ body: 'bad', origins: [{ queue: 'orders', attempts: 2 }] })
      expect(JSON.stringify(letter.origins)).toContain('consumer')
      expect((await stack.call('manage', 'GET', `${orders}/stats`)).answer).toMatchObject({
        visible: 0,
        inFlight: 0,
        delayed: 0,
      })
    })

    test('redriven, it reaches the function that was mended meanwhile', async () => {
      refused.clear()
      expect(await stack.call('manage', 'POST', '/v1/queues/dead/redrives', {})).toMatchObject({ status: 202 })
      await stack.invoke('upkeep', {})
      expect(await deadLetters()).toEqual([])
      expect(await bringRecords()).toBe(1)
      await bringTimers()
      expect(lastEvent()).toEqual([['bad', '1']])
      expect((await stack.call('manage', 'GET', `${orders}/stats`)).answer).toMatchObject({
        visible: 0,
        inFlight: 0,
        delayed: 0,
      })
    })

    test('nothing is left to ring for, and no function has complained', async () => {
      const asked = { QueueUrl: timers, AttributeNames: ['All' as const] }
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked))
      expect(Attributes).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '0' })
      for (const name of ['manage', 'publish', 'dispatch', 'upkeep'])
        expect((await stack.said(name)).match(/"level":"ERROR".*/)).toBeNull()
    })

    test('what comes from a queue of SQS goes the same way, once', async () => {
      const record = {
        messageId: 'from-sqs',
        body: 'legacy',
        attributes: { AWSTraceHeader: 'Root=1-a' },
        messageAttributes: { kind: { dataType: 'String', stringValue: 'old' } },
        eventSource: 'aws:sqs',
        eventSourceARN: legacyArn,
      }
      for (let times = 0; times < 2; times++)
        expect(await stack.invoke('ingest', { Records: [record] })).toEqual({ batchItemFailures: [] })
      const stranger = { ...record, eventSourceARN: `${legacyArn}-2` }
      expect(await stack.invoke('ingest', { Records: [stranger] })).toEqual({
        batchItemFailures: [{ itemIdentifier: 'from-sqs' }],
      })
      expect(await bringRecords()).toBe(1)
      await bringTimers()
      expect(lambda.called.at(-1)!.Records).toMatchObject([
        {
          body: 'legacy',
          attributes: { AWSTraceHeader: 'Root=1-a' },
          messageAttributes: { kind: { stringValue: 'old', dataType: 'String' } },
        },
      ])
    })

    test('the canary says that nobody is at the front door, and arrives', async () => {
      await stack.invoke('canary', { source: 'aws.events' })
      expect(await stack.said('canary')).toContain('"CanaryHealth":0')
      expect(await bringRecords()).toBe(1)
      await bringTimers()
      expect(await stack.said('dispatch')).toMatch(/"CanaryLatency":\d+,.*"CanaryDelivered":1/)
    })
  },
)
