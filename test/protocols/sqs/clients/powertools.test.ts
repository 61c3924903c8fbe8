import {
  BatchProcessor,
  EventType,
  processPartialResponse,
  SqsFifoPartialProcessorAsync,
} from '@aws-lambda-powertools/batch'
import type { Message } from '@aws-sdk/client-sqs'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { expect, test } from 'vitest'
import { aClient } from './aClient.ts'

/** What Lambda makes of messages that it received. */
const toEvent = (messages: Message[], arn: string): SQSEvent => ({
  Records: messages.map(({ MessageId, ReceiptHandle, Body, Attributes, MD5OfBody }) => ({
    messageId: MessageId!,
    receiptHandle: ReceiptHandle!,
    body: Body!,
    attributes: Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: {},
    md5OfBody: MD5OfBody!,
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: 'us-east-1',
  })),
})

const isGood = async ({ body }: SQSRecord): Promise<void> => {
  if (body.startsWith('bad')) throw new Error(body)
}
const context = { getRemainingTimeInMillis: () => 10_000 } as never

test('of a batch those that failed are told by their ids', async () => {
  const { send, receive } = await aClient()
  for (const body of ['a', 'bad', 'c']) await send(body)
  const messages = await receive()
  const event = toEvent(messages, 'arn:aws:sqs:us-east-1:000000000000:q')
  const processor = new BatchProcessor(EventType.SQS)
  const answer = await processPartialResponse(event, isGood, processor, { context })
  const bad = messages.find(({ Body }) => Body === 'bad')!
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: bad.MessageId }] })
})

test('of an ordered batch all after the first failure are told, group by group', async () => {
  const { send, receive } = await aClient({ FifoQueue: 'true' }, 'q.fifo')
  for (const [group, body] of [
    ['g', 'a'],
    ['g', 'bad'],
    ['g', 'c'],
    ['h', 'd'],
  ] as const)
    await send(body, { MessageGroupId: group, MessageDeduplicationId: body })
  const messages = await receive()
  expect(messages.map(({ Body }) => Body)).toEqual(['a', 'bad', 'c', 'd'])
  const event = toEvent(messages, 'arn:aws:sqs:us-east-1:000000000000:q.fifo')
  const processor = new SqsFifoPartialProcessorAsync()
  const options = { context, processInParallel: false, skipGroupOnError: true }
  const answer = await processPartialResponse(event, isGood, processor, options as never)
  const failed = messages.slice(1, 3).map(({ MessageId }) => ({ itemIdentifier: MessageId }))
  expect(answer).toEqual({ batchItemFailures: failed })
})
