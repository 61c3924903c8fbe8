import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { expect, test } from 'vitest'
import type { PolledMessage } from '../../lib/actions/poll.ts'
import { makeWriteEvent } from '../../lib/protocols/sqs/triggerEvent.ts'
import { outcomesOf } from '../../lib/push/batchResponse.ts'
import { delivered } from '../../lib/push/outcome.ts'
import { settled } from './aPush.ts'
import { aTrigger, aTriggered } from './aTrigger.ts'

const write = makeWriteEvent({ account: '123456789012', region: 'eu-central-1' })

/** What a target was handed for messages that were published. */
async function handed(...messages: Parameters<Awaited<ReturnType<typeof aTriggered>>['publishAll']>) {
  const push = await aTriggered([aTrigger('t')])
  let got: readonly PolledMessage[] = []
  push.targets.set('t', (bodies, some) => {
    got = some
    return bodies.map(() => delivered)
  })
  await push.publishAll(...messages)
  push.keep()
  await settled()
  return { messages: got, event: write('orders', got) satisfies SQSEvent }
}

test('the event is the one that functions get from SQS', async () => {
  const { event, messages } = await handed({
    body: Buffer.from('hello'),
    attributes: {
      n: { type: 'number', value: '1' },
      s: { type: 'string', label: 'x', value: 'text' },
      b: { type: 'binary', value: Buffer.from([1, 2]) },
    },
    groupId: 'g',
    trace: 'Root=1-5759e988-bd862e3fe1be46a994272793',
  })
  const lists = { stringListValues: [], binaryListValues: [] }
  expect(event.Records).toEqual([
    {
      messageId: messages[0]!.message.id,
      receiptHandle: messages[0]!.receiptText,
      body: 'hello',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: '123456789012',
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        MessageGroupId: 'g',
        AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
      },
      messageAttributes: {
        n: { dataType: 'Number', stringValue: '1', ...lists },
        s: { dataType: 'String.x', stringValue: 'text', ...lists },
        b: { dataType: 'Binary', binaryValue: 'AQI=', ...lists },
      },
      md5OfBody: '5d41402abc4b2a76b9719d911017c592',
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:orders',
      awsRegion: 'eu-central-1',
    },
  ])
})

test('a handler made with Powertools works unchanged, and its failures are those of the batch', async () => {
  const { event, messages } = await handed('{"n":1}', 'no json', '{"n":3}')
  const handler = (given: SQSEvent): Promise<SQSBatchResponse> =>
    processPartialResponse(
      given,
      async (record: SQSRecord) => void JSON.parse(record.body),
      new BatchProcessor(EventType.SQS),
      {
        context: {} as Context,
      },
    ) as Promise<SQSBatchResponse>
  const answer = await handler(JSON.parse(JSON.stringify(event)))
  const ids = messages.map(({ message }) => message.id)
  const failures = messages.map(({ message }) => Buffer.from(message.envelope.body).toString() === 'no json')
  expect(outcomesOf(answer, ids).map(({ kind }) => kind === 'failed')).toEqual(failures)
})
