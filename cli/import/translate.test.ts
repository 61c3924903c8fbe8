import { expect, test } from 'vitest'
import { type FoundQueue, translate } from './translate.ts'

const arnOf = (name: string, region = 'eu-west-1', account = '111122223333'): string =>
  `arn:aws:sqs:${region}:${account}:${name}`

/** As SQS describes a queue when asked for everything. */
const aQueue = (name: string, more: Record<string, string> = {}, tags: Record<string, string> = {}): FoundQueue => ({
  name,
  attributes: {
    QueueArn: arnOf(name),
    ApproximateNumberOfMessages: '7',
    ApproximateNumberOfMessagesNotVisible: '0',
    ApproximateNumberOfMessagesDelayed: '0',
    CreatedTimestamp: '1700000000',
    LastModifiedTimestamp: '1700000000',
    VisibilityTimeout: '45',
    MaximumMessageSize: '262144',
    MessageRetentionPeriod: '1209600',
    DelaySeconds: '5',
    ReceiveMessageWaitTimeSeconds: '20',
    SqsManagedSseEnabled: 'true',
    ...more,
  },
  tags,
})

const plain = {
  visibilityTimeoutSeconds: 45,
  maxMessageBytes: 262_144,
  retentionSeconds: 1_209_600,
  delaySeconds: 5,
  waitSeconds: 20,
}

test('every setting of a standard queue is taken over', () => {
  expect(translate([aQueue('orders')])).toEqual({ definitions: [{ queue: 'orders', settings: plain }], losses: [] })
})

test('an ordered queue keeps how it knows repetitions', () => {
  const attributes = {
    FifoQueue: 'true',
    ContentBasedDeduplication: 'true',
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
  }
  const { definitions, losses } = translate([aQueue('a.fifo', attributes), aQueue('b.fifo', { FifoQueue: 'true' })])
  expect(definitions.map(({ settings }) => settings.ordered)).toEqual([
    { deduplication: { contentBased: true, scope: 'group' } },
    { deduplication: { contentBased: false, scope: 'queue' } },
  ])
  expect(losses).toEqual([
    'a.fifo: not taken over: FifoThroughputLimit (perMessageGroupId: an ordered queue has no such limit here)',
  ])
})

const redrive = (arn: string, count: unknown = 3) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: count }),
})

test('dead letters go to the queue of the same name, after as many attempts', () => {
  const { definitions, losses } = translate([aQueue('orders', redrive(arnOf('dead'), '4')), aQueue('dead')])
  expect(definitions[0]!.settings.deadLetter).toEqual({ queue: 'dead', maxAttempts: 4 })
  expect(losses).toEqual([])
})

test.each([
  [arnOf('gone'), 'its dead-letter queue gone does not exist'],
  [arnOf('dead', 'us-east-1'), `its dead-letter queue ${arnOf('dead', 'us-east-1')} is in another account or region`],
  [
    arnOf('dead', 'eu-west-1', '999'),
    `its dead-letter queue ${arnOf('dead', 'eu-west-1', '999')} is in another account or region`,
  ],
])('dead letters to %s are not taken over, which is said', (arn, reason) => {
  const { definitions, losses } = translate([aQueue('orders', redrive(arn)), aQueue('dead')])
  expect(definitions[0]!.settings).toEqual(plain)
  expect(losses).toEqual([`orders: not taken over: RedrivePolicy (${reason})`])
})

const policy = (...conditions: unknown[]) => ({
  Policy: JSON.stringify({ Statement: conditions.map(Condition => ({ Effect: 'Allow', Condition })) }),
})

test.each([
  [{ KmsMasterKeyId: 'alias/x', KmsDataKeyReusePeriodSeconds: '300' }, 'not taken over: KmsMasterKeyId (alias/x: '],
  [policy(undefined), 'not taken over: Policy (1 statement, 0 with conditions: '],
  [policy({ a: 1 }, undefined, { b: 1 }), 'not taken over: Policy (3 statements, 2 with conditions: '],
  [{ RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' }, 'not taken over: RedriveAllowPolicy'],
  [{ Newfangled: 'x' }, 'not taken over: Newfangled (it is not known here)'],
])('%j is not taken over, which is said', (attributes, words) => {
  const { definitions, losses } = translate([aQueue('orders', attributes as Record<string, string>)])
  expect(definitions).toEqual([{ queue: 'orders', settings: plain }])
  expect(losses).toEqual([expect.stringContaining(`orders: ${words}`)])
})

test('what says nothing, or what holds here anyway, is passed over', () => {
  const open = { RedriveAllowPolicy: '{"redrivePermission":"allowAll"}', FifoThroughputLimit: 'perQueue', Policy: '' }
  expect(translate([aQueue('orders', open)]).losses).toEqual([])
})

test('tags are named', () => {
  expect(translate([aQueue('orders', {}, { team: 'a', cost: 'b' })]).losses).toEqual([
    'orders: not taken over: tags (team, cost)',
  ])
})
