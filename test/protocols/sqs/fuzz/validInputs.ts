import type { Input } from '../harness/client.ts'

/** What stands for something that only the server knows, until a request is sent. */
export const latest = { handle: '@handle', task: '@task', token: '@token' }

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`
const text = { DataType: 'String', StringValue: 'x' }
const attributes = { kind: text, n: { DataType: 'Number.int', StringValue: '7' }, b: binary('AAEC') }
const system = { AWSTraceHeader: text }
const redrive = (name: string): string => JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount: 2 })

function binary(BinaryValue: string) {
  return { DataType: 'Binary', BinaryValue }
}

const settings = {
  DelaySeconds: '0',
  MaximumMessageSize: '2048',
  MessageRetentionPeriod: '600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '1',
  KmsMasterKeyId: 'alias/mine',
  RedriveAllowPolicy: '{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:us-east-1:000000000000:orders"]}',
}
const statement = { Sid: 'mine', Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: '*' }
const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
const orders = { QueueUrl: 'http://localhost/000000000000/orders' }
const ordered = { QueueUrl: 'orders.fifo' }
const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'd' }

/** Inputs that are answered with 200, for each operation at least one; what ends a queue meets `spare`. */
export const validInputs: Readonly<Record<string, readonly Input[]>> = {
  CreateQueue: [
    { QueueName: 'spare', Attributes: {}, tags: { a: 'b' } },
    { QueueName: 'spare', Attributes: settings },
    { QueueName: 'new.fifo', Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' } },
    { QueueName: 'new', Attributes: { RedrivePolicy: redrive('dead'), Policy: policy } },
  ],
  GetQueueUrl: [{ QueueName: 'orders', QueueOwnerAWSAccountId: '000000000000' }],
  ListQueues: [{}, { QueueNamePrefix: 'o', MaxResults: 1, NextToken: latest.token }],
  DeleteQueue: [{ QueueUrl: 'spare' }],
  PurgeQueue: [{ QueueUrl: 'spare' }],
  GetQueueAttributes: [
    { ...orders, AttributeNames: ['All'] },
    { ...ordered, AttributeNames: ['QueueArn', 'Policy'] },
  ],
  SetQueueAttributes: [
    { QueueUrl: 'spare', Attributes: { ...settings, Policy: policy } },
    { ...orders, Attributes: { ...settings, RedrivePolicy: redrive('dead'), VisibilityTimeout: '0', Policy: '' } },
  ],
  SendMessage: [
    { ...orders, MessageBody: 'a', DelaySeconds: 0, MessageAttributes: attributes, MessageSystemAttributes: system },
    { ...ordered, MessageBody: 'a', ...ids },
  ],
  SendMessageBatch: [
    {
      ...orders,
      Entries: [
        { Id: '0', MessageBody: 'a', MessageAttributes: attributes, MessageGroupId: 'g' },
        { Id: '1', MessageBody: 'b', DelaySeconds: 1, MessageSystemAttributes: system },
      ],
    },
    { ...ordered, Entries: [{ Id: '0', MessageBody: 'a', ...ids }] },
  ],
  ReceiveMessage: [
    { ...orders, MaxNumberOfMessages: 2, WaitTimeSeconds: 0, VisibilityTimeout: 1, AttributeNames: ['All'] },
    { ...orders, MessageSystemAttributeNames: ['SentTimestamp'], MessageAttributeNames: ['k.*', 'n'] },
    { ...ordered, ReceiveRequestAttemptId: 'a', MaxNumberOfMessages: 10 },
    { QueueUrl: 'dead', AttributeNames: ['All'] },
  ],
  DeleteMessage: [{ ...orders, ReceiptHandle: latest.handle }],
  DeleteMessageBatch: [{ ...orders, Entries: [{ Id: '0', ReceiptHandle: latest.handle }] }],
  ChangeMessageVisibility: [{ ...orders, ReceiptHandle: latest.handle, VisibilityTimeout: 0 }],
  ChangeMessageVisibilityBatch: [
    {
      ...orders,
      Entries: [
        { Id: '0', ReceiptHandle: latest.handle, VisibilityTimeout: 1 },
        { Id: '1', ReceiptHandle: 'x' },
      ],
    },
  ],
  AddPermission: [{ QueueUrl: 'dead', Label: 'mine', AWSAccountIds: ['111122223333'], Actions: ['SendMessage', '*'] }],
  RemovePermission: [{ QueueUrl: 'dead', Label: 'mine' }],
  TagQueue: [{ ...orders, Tags: { a: 'b', c: '' } }],
  UntagQueue: [{ ...orders, TagKeys: ['a', 'zzz'] }],
  ListQueueTags: [orders],
  ListDeadLetterSourceQueues: [{ QueueUrl: 'dead', MaxResults: 1, NextToken: latest.token }, { QueueUrl: 'dead' }],
  StartMessageMoveTask: [
    { SourceArn: arnOf('dead') },
    { SourceArn: arnOf('dead'), DestinationArn: arnOf('orders'), MaxNumberOfMessagesPerSecond: 5 },
  ],
  CancelMessageMoveTask: [{ TaskHandle: latest.task }],
  ListMessageMoveTasks: [{ SourceArn: arnOf('dead'), MaxResults: 2 }],
}
