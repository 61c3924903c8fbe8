import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as sdk from '@aws-sdk/client-sqs'
import { expect, onTestFinished, test } from 'vitest'
import { type ErrorShape, errors, SqsError } from '../../../../lib/protocols/sqs/errors.ts'
import { errorReply } from '../../../../lib/protocols/sqs/reply.ts'
import { codeOf } from '../harness/refusal.ts'
import { aClient, clientOf } from './aClient.ts'

type Failure = new (...args: never[]) => sdk.SQSServiceException

/** The error classes that the client has been told of by the service's model. */
const modelled = new Map(
  Object.entries(sdk as unknown as Record<string, Failure>).filter(
    ([, one]) => typeof one === 'function' && one.prototype instanceof sdk.SQSServiceException,
  ),
)
const known = (Object.keys(errors) as ErrorShape[]).filter(shape => modelled.has(shape))

test('97. an error arrives as its class, with the code of the Query protocol', async () => {
  const { client } = await aClient()
  const error = await client.send(new sdk.GetQueueUrlCommand({ QueueName: 'nowhere' })).catch(error => error)
  expect(error).toBeInstanceOf(sdk.QueueDoesNotExist)
  expect(error).toMatchObject({
    Code: 'AWS.SimpleQueueService.NonExistentQueue',
    Type: 'Sender',
    message: 'The specified queue does not exist.',
    $metadata: { httpStatusCode: 400, attempts: 1, requestId: expect.stringMatching(/./) },
  })
})

const entries = (...ids: string[]) => ids.map(Id => ({ Id, MessageBody: 'x' }))
const batch = (Entries: sdk.SendMessageBatchRequestEntry[]) =>
  new sdk.SendMessageBatchCommand({ QueueUrl: 'q', Entries })
const make = (QueueName: string, Attributes: Record<string, string> = {}) =>
  new sdk.CreateQueueCommand({ QueueName, Attributes })
const nowhere = 'arn:aws:sqs:us-east-1:000000000000:nowhere'
const half = 'x'.repeat(600_000)
const lists = { x: { DataType: 'String', StringValue: 'a', StringListValues: ['a'] } }
const eight = ['*', 'ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'PurgeQueue']
eight.push('ReceiveMessage', 'SendMessage')

/** What provokes each; the queue `q` is there, and `gone` was deleted a moment ago. */
const provoked: Readonly<Record<string, { input: object }>> = {
  BatchEntryIdsNotDistinct: batch(entries('a', 'a')),
  BatchRequestTooLong: batch([
    { Id: 'a', MessageBody: half },
    { Id: 'b', MessageBody: half },
  ]),
  EmptyBatchRequest: batch([]),
  InvalidAttributeName: make('new', { Foobar: '1' }),
  InvalidAttributeValue: make('new', { DelaySeconds: '901' }),
  InvalidBatchEntryId: batch(entries('a:b')),
  InvalidMessageContents: new sdk.SendMessageCommand({ QueueUrl: 'q', MessageBody: '\u0001' }),
  OverLimit: new sdk.AddPermissionCommand({
    QueueUrl: 'q',
    Label: 'x',
    AWSAccountIds: ['111122223333'],
    Actions: eight,
  }),
  PurgeQueueInProgress: new sdk.PurgeQueueCommand({ QueueUrl: 'q' }),
  QueueDeletedRecently: make('gone'),
  QueueDoesNotExist: new sdk.ReceiveMessageCommand({ QueueUrl: 'nowhere' }),
  QueueNameExists: make('q', { DelaySeconds: '5' }),
  ReceiptHandleIsInvalid: new sdk.DeleteMessageCommand({ QueueUrl: 'q', ReceiptHandle: 'garbage' }),
  ResourceNotFoundException: new sdk.ListMessageMoveTasksCommand({ SourceArn: nowhere }),
  TooManyEntriesInBatchRequest: batch(entries(...'abcdefghijk')),
  UnsupportedOperation: new sdk.SendMessageCommand({ QueueUrl: 'q', MessageBody: 'x', MessageAttributes: lists }),
}

test.each(Object.keys(provoked))('%s arrives as its class', async shape => {
  const { client } = await aClient()
  await client.send(make('gone'))
  await client.send(new sdk.DeleteQueueCommand({ QueueUrl: 'gone' }))
  if (shape === 'PurgeQueueInProgress') await client.send(new sdk.PurgeQueueCommand({ QueueUrl: 'q' }))
  const error = await client.send(provoked[shape] as sdk.SendMessageCommand).catch(error => error)
  expect(error).toBeInstanceOf(modelled.get(shape)!)
  expect(error.Code).toBe(codeOf(shape))
})

test('what cannot be provoked is of a kind that is not ours, or of trouble', () => {
  expect(known.filter(shape => !(shape in provoked))).toEqual(['InvalidAddress', 'RequestThrottled'])
  const never = [...modelled.keys()].filter(shape => !(shape in errors) && !shape.startsWith('Kms'))
  expect(never.sort()).toEqual(['InvalidIdFormat', 'InvalidSecurity', 'MessageNotInflight'])
})

test.each(known)('written by the endpoint, %s is read as its class', async shape => {
  const { status, headers, body } = errorReply('json', new SqsError(shape, 'why'), 'request-1')
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, headers).end(body))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const client = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const error = await client.send(new sdk.ListQueuesCommand({})).catch(error => error)
  expect(error).toBeInstanceOf(modelled.get(shape)!)
  expect(error).toMatchObject({ Code: codeOf(shape), message: 'why' })
})
