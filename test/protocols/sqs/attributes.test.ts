import { describe, expect, test } from 'vitest'
import { startMs } from '../../fixtures.ts'
import { expectRefusal, worlds } from './harness/open.ts'
import { aQueue } from './harness/queue.ts'

const createdAt = `${startMs / 1000}`
const standard = {
  ApproximateNumberOfMessages: '0',
  ApproximateNumberOfMessagesDelayed: '0',
  ApproximateNumberOfMessagesNotVisible: '0',
  CreatedTimestamp: createdAt,
  DelaySeconds: '0',
  LastModifiedTimestamp: createdAt,
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  QueueArn: 'arn:aws:sqs:us-east-1:000000000000:q',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
}
const fifo = {
  FifoQueue: 'true',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
}
const oneEncryption =
  'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.'

describe.each(worlds)('queue attributes by %s', (_name, open) => {
  const openQueue = async (attributes: Record<string, string> = {}, name = 'q') => {
    const scene = await open()
    const queue = await aQueue(scene, { name, attributes })
    const set = (Attributes: Record<string, string>) => queue.call('SetQueueAttributes', { Attributes })
    return { ...scene, ...queue, set }
  }

  test('19. a fresh standard queue has twelve attributes', async () => {
    const { attributes } = await openQueue()
    expect(await attributes('All')).toEqual(standard)
  })

  test('19. a fresh FIFO queue has sixteen', async () => {
    const { attributes } = await openQueue({}, 'q.fifo')
    expect(await attributes('All')).toEqual({ ...standard, ...fifo, QueueArn: `${standard.QueueArn}.fifo` })
  })

  test('20. who asks for none gets none', async () => {
    const { call } = await openQueue()
    expect(await call('GetQueueAttributes', { AttributeNames: [] })).toEqual({})
    expect(await call('GetQueueAttributes')).toEqual({})
  })

  test('21. an unknown name is refused', async () => {
    const { attributes } = await openQueue()
    await expectRefusal(attributes('Foobar'), 'InvalidAttributeName', 'Unknown Attribute Foobar.')
    await expectRefusal(attributes('QueueArn', 'all'), 'InvalidAttributeName', 'Unknown Attribute all.')
  })

  test('22. what is not set is left out, whatever else is asked for', async () => {
    const { attributes } = await openQueue()
    const unset = ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds']
    expect(await attributes('Policy')).toBeUndefined()
    expect(await attributes(...unset)).toBeUndefined()
    expect(await attributes('Policy', 'DelaySeconds')).toEqual({ DelaySeconds: '0' })
    expect(await attributes('All', 'DelaySeconds', 'Policy')).toEqual(standard)
  })

  test('FifoQueue asked of a standard queue is left out (our choice)', async () => {
    const { attributes } = await openQueue()
    expect(await attributes('FifoQueue')).toBeUndefined()
    expect(await attributes('FifoQueue', 'DelaySeconds')).toEqual({ DelaySeconds: '0' })
  })

  test('23. a queue stays of the type that it was made', async () => {
    const { set } = await openQueue({}, 'q.fifo')
    const reason = 'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.'
    await expectRefusal(set({ FifoQueue: 'false' }), 'InvalidAttributeValue', reason)
    expect(await set({ FifoQueue: 'true' })).toEqual({})
  })

  test.each(['true', 'false'])('FifoQueue %s is no attribute of a standard queue', async FifoQueue => {
    const { set } = await openQueue()
    await expectRefusal(set({ FifoQueue }), 'InvalidAttributeName', 'Unknown Attribute FifoQueue.')
  })

  test('24. with a key of its own a queue is not encrypted by the service', async () => {
    const { attributes, set } = await openQueue()
    await set({ KmsMasterKeyId: 'alias/mine' })
    const withKey = { ...standard, KmsMasterKeyId: 'alias/mine', SqsManagedSseEnabled: 'false' }
    expect(await attributes('All')).toMatchObject(withKey)
    await set({ KmsMasterKeyId: '' })
    const without = (await attributes('All'))!
    expect(without).not.toHaveProperty('KmsMasterKeyId')
    expect(without.SqsManagedSseEnabled).toBe('false')
  })

  test('24. made with a key, too', async () => {
    const { attributes } = await openQueue({ KmsMasterKeyId: 'alias/mine', KmsDataKeyReusePeriodSeconds: '60' })
    const names = ['KmsMasterKeyId', 'SqsManagedSseEnabled', 'KmsDataKeyReusePeriodSeconds']
    expect(await attributes(...names)).toEqual({
      KmsMasterKeyId: 'alias/mine',
      SqsManagedSseEnabled: 'false',
      KmsDataKeyReusePeriodSeconds: '60',
    })
  })

  test('both kinds of encryption at once are refused', async () => {
    const { sqs, set } = await openQueue()
    const both = { KmsMasterKeyId: 'alias/mine', SqsManagedSseEnabled: 'true' }
    await expectRefusal(set(both), 'InvalidAttributeName', oneEncryption)
    const make = sqs('CreateQueue', { QueueName: 'both', Attributes: both })
    await expectRefusal(make, 'InvalidAttributeName', oneEncryption)
  })

  test('25. an empty RedrivePolicy ends it', async () => {
    const { arn, attributes, set, ...scene } = await openQueue()
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 3 })
    const source = await aQueue(scene, { name: 'source', attributes: { RedrivePolicy } })
    expect(await source.attributes('RedrivePolicy')).toEqual({ RedrivePolicy })
    await source.call('SetQueueAttributes', { Attributes: { RedrivePolicy: '' } })
    expect(await source.attributes('RedrivePolicy')).toBeUndefined()
    expect((await source.attributes('All'))!).not.toHaveProperty('RedrivePolicy')
  })

  test('an empty Policy or RedriveAllowPolicy (our choice) ends it', async () => {
    const { arn, attributes, set } = await openQueue()
    const statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: arn }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    const RedriveAllowPolicy = '{"redrivePermission":"denyAll"}'
    await set({ Policy, RedriveAllowPolicy })
    expect(await attributes('Policy', 'RedriveAllowPolicy')).toEqual({ Policy, RedriveAllowPolicy })
    await set({ Policy: '', RedriveAllowPolicy: '' })
    expect(await attributes('Policy', 'RedriveAllowPolicy')).toBeUndefined()
  })

  test.each([
    ['DelaySeconds', ['0', '900'], ['-1', '901', 'x', '1.5', '']],
    ['MaximumMessageSize', ['1024', '1048576'], ['1023', '1048577', 'x']],
    ['MessageRetentionPeriod', ['60', '1209600'], ['59', '1209601']],
    ['ReceiveMessageWaitTimeSeconds', ['0', '20'], ['-1', '21']],
    ['VisibilityTimeout', ['0', '43200'], ['-1', '43201', '1e3']],
    ['KmsDataKeyReusePeriodSeconds', ['60', '86400'], ['59', '86401']],
    ['SqsManagedSseEnabled', ['true', 'false'], ['yes']],
  ])('%s keeps to its range', async (name, good, bad) => {
    const { attributes, set, sqs } = await openQueue()
    for (const value of bad) {
      await expectRefusal(set({ [name]: value }), 'InvalidAttributeValue')
      const make = sqs('CreateQueue', { QueueName: 'other', Attributes: { [name]: value } })
      await expectRefusal(make, 'InvalidAttributeValue')
    }
    for (const value of good) {
      await set({ [name]: value })
      expect(await attributes(name)).toEqual({ [name]: value })
    }
  })

  test('a value out of range is told by its name (our choice)', async () => {
    const { set } = await openQueue()
    const text = /^Invalid value for the parameter VisibilityTimeout\./
    await expectRefusal(set({ VisibilityTimeout: '43201' }), 'InvalidAttributeValue', text)
  })

  test('one bad attribute, and none is set', async () => {
    const { attributes, set } = await openQueue()
    await expectRefusal(set({ DelaySeconds: '5', VisibilityTimeout: '-1' }), 'InvalidAttributeValue')
    await expectRefusal(set({ DelaySeconds: '5', Foobar: '1' }), 'InvalidAttributeName', 'Unknown Attribute Foobar.')
    expect(await attributes('All')).toEqual(standard)
  })

  test('only what is given is set, and the time of the change is told', async () => {
    const { advance, attributes, set } = await openQueue({ DelaySeconds: '5' })
    await advance(100)
    await set({ VisibilityTimeout: '7' })
    const changed = { LastModifiedTimestamp: `${startMs / 1000 + 100}`, VisibilityTimeout: '7', DelaySeconds: '5' }
    expect(await attributes('All')).toEqual({ ...standard, ...changed })
  })

  test.each([
    ...['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'],
    ...['CreatedTimestamp', 'LastModifiedTimestamp', 'QueueArn'],
  ])('%s cannot be set (our choice)', async name => {
    const { set, sqs } = await openQueue()
    const unknown = ['InvalidAttributeName', `Unknown Attribute ${name}.`] as const
    await expectRefusal(set({ [name]: '1' }), ...unknown)
    await expectRefusal(sqs('CreateQueue', { QueueName: 'other', Attributes: { [name]: '1' } }), ...unknown)
  })

  test('the attributes of FIFO queues are set and told', async () => {
    const { attributes, set } = await openQueue({}, 'q.fifo')
    const values = {
      ContentBasedDeduplication: 'true',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    }
    await set(values)
    expect(await attributes(...Object.keys(values))).toEqual(values)
    await expectRefusal(set({ DeduplicationScope: 'group' }), 'InvalidAttributeValue')
    await expectRefusal(set({ FifoThroughputLimit: 'perGroup' }), 'InvalidAttributeValue')
  })

  test('perMessageGroupId needs the scope messageGroup (our choice of code)', async () => {
    const { attributes, set } = await openQueue({}, 'q.fifo')
    await expectRefusal(set({ FifoThroughputLimit: 'perMessageGroupId' }), 'InvalidAttributeValue')
    expect(await attributes('FifoThroughputLimit')).toEqual({ FifoThroughputLimit: 'perQueue' })
  })

  test('attributes of FIFO queues are none of a standard queue', async () => {
    const { set } = await openQueue()
    await expectRefusal(set({ ContentBasedDeduplication: 'true' }), 'InvalidAttributeName')
    await expectRefusal(set({ DeduplicationScope: 'queue' }), 'InvalidAttributeName')
    await expectRefusal(set({ FifoThroughputLimit: 'perQueue' }), 'InvalidAttributeName')
  })
})
