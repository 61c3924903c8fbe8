import { describe, expect, test } from 'vitest'
import { startMs } from '../../fixtures.ts'
import { expectRefusal, type Output, type Scene, worlds } from './harness/open.ts'
import { aPair, aQueue, handlesOf, redrivePolicy, sendTo } from './harness/queue.ts'

const fault = (policy: string, reason: string): string =>
  `Value ${policy} for parameter RedrivePolicy is invalid. Reason: ${reason}`
const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`

describe.each(worlds)('dead letters by %s', (_name, open) => {
  const openPair = async (maxReceiveCount = 1, fifo = '') => {
    const scene = await open()
    return { ...scene, ...(await aPair(scene, maxReceiveCount, fifo)) }
  }
  const create = ({ sqs }: Scene, policy: string) =>
    sqs('CreateQueue', { QueueName: 'x', Attributes: { RedrivePolicy: policy } })

  test('80. the receive after the last one moves the message instead', async () => {
    const { source, dead, advance } = await openPair()
    const { MessageId } = await source.send('x', { MessageAttributes: { k: { DataType: 'String', StringValue: 'x' } } })
    await advance(1)
    expect(await source.receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: '1' } }])
    await advance(10)
    expect(await source.receive()).toEqual([])
    const [letter] = await dead.receive()
    expect(letter).toMatchObject({ MessageId, Body: 'x', MD5OfMessageAttributes: 'a45daa70926828a2f0a1db3418e6feb4' })
    expect(letter.Attributes).toMatchObject({
      ApproximateReceiveCount: '2',
      DeadLetterQueueSourceArn: source.arn,
      SentTimestamp: `${startMs}`,
    })
    expect(await source.counts()).toEqual([0, 0, 0])
  })

  test('80. three receives are three, and those without a timeout count', async () => {
    const { source, dead } = await openPair(3)
    await source.send('x')
    for (const count of ['1', '2', '3'])
      expect(await source.receive({ VisibilityTimeout: 0 })).toMatchObject([
        { Attributes: { ApproximateReceiveCount: count } },
      ])
    expect(await source.receive()).toEqual([])
    expect(await dead.receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: '4' } }])
  })

  test('80. given back counts like any other', async () => {
    const { source, dead } = await openPair()
    await source.send('x')
    const [ReceiptHandle] = handlesOf(await source.receive())
    await source.call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 0 })
    expect(await source.receive()).toEqual([])
    expect(await dead.receive()).toHaveLength(1)
  })

  test('80. an ordered message goes aside with its group, and opens it', async () => {
    const { source, dead, advance } = await openPair(1, '.fifo')
    const { MessageId } = await sendTo(source, 'g', 'a')
    await sendTo(source, 'g', 'b')
    await source.receive({ MaxNumberOfMessages: 1 })
    await advance(10)
    expect(await source.bodies({ MaxNumberOfMessages: 1 })).toEqual(['b'])
    const [letter] = await dead.receive()
    expect(letter).toMatchObject({ MessageId, Attributes: { MessageGroupId: 'g', MessageDeduplicationId: MessageId } })
  })

  test('81. the target has to be there', async () => {
    const scene = await open()
    const policy = redrivePolicy({ arn: arnOf('nowhere') })
    await expectRefusal(
      create(scene, policy),
      'InvalidParameterValue',
      fault(policy, 'Dead letter target does not exist.'),
    )
    expect(await scene.sqs('ListQueues')).toEqual({})
  })

  test.each(['deadLetterTargetArn', 'maxReceiveCount'])('81. a policy has its %s', async missing => {
    const scene = await open()
    const { arn } = await aQueue(scene, { name: 'dead' })
    const whole: Record<string, unknown> = { deadLetterTargetArn: arn, maxReceiveCount: 3 }
    delete whole[missing]
    const policy = JSON.stringify(whole)
    const said = fault(policy, `Redrive policy does not contain mandatory attribute: ${missing}.`)
    await expectRefusal(create(scene, policy), 'InvalidParameterValue', said)
  })

  test('81. the target is of the same type', async () => {
    const scene = await open()
    const policy = redrivePolicy(await aQueue(scene, { name: 'dead.fifo' }))
    const said = fault(policy, 'Dead-letter queue must be same type of queue as the source.')
    await expectRefusal(create(scene, policy), 'InvalidParameterValue', said)
  })

  test.each([0, 1001, -1, 'x', 1.5])('81. a count of %j is refused (our choice of text)', async count => {
    const scene = await open()
    const policy = redrivePolicy(await aQueue(scene, { name: 'dead' }), count)
    const reason = `Invalid value for maxReceiveCount: ${count}, valid values are from 1 to 1000 both inclusive.`
    await expectRefusal(create(scene, policy), 'InvalidParameterValue', fault(policy, reason))
  })

  test.each([
    ['{', 'Redrive policy is not a valid JSON map.'],
    ['[]', 'Redrive policy is not a valid JSON map.'],
    ['"x"', 'Redrive policy is not a valid JSON map.'],
    ['{"deadLetterTargetArn":"dead","maxReceiveCount":1}', 'Invalid value for deadLetterTargetArn.'],
    [
      '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:dead","maxReceiveCount":1}',
      'Dead-letter target must be in same region as the source.',
    ],
    [
      '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111111111111:dead","maxReceiveCount":1}',
      'Dead-letter target owner should be same as the source.',
    ],
    [
      `{"deadLetterTargetArn":"${arnOf('dead')}","maxReceiveCount":1,"more":1}`,
      'Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].',
    ],
  ])('81. the policy %s is refused (our choice of text)', async (policy, reason) => {
    const scene = await open()
    await aQueue(scene, { name: 'dead' })
    await expectRefusal(create(scene, policy), 'InvalidParameterValue', fault(policy, reason))
  })

  test('82. a count may be a text, and the policy is told as it was written', async () => {
    const { dead, ...scene } = await openPair()
    const RedrivePolicy = `{ "maxReceiveCount" : "3", "deadLetterTargetArn":"${dead.arn}" }`
    const queue = await aQueue(scene, { attributes: { RedrivePolicy } })
    expect(await queue.attributes('RedrivePolicy')).toEqual({ RedrivePolicy })
    await queue.send('x')
    for (let time = 0; time < 3; time++) expect(await queue.receive({ VisibilityTimeout: 0 })).toHaveLength(1)
    expect(await queue.receive()).toEqual([])
    expect(await dead.receive()).toHaveLength(1)
  })

  test('83. a dead-letter queue knows its sources', async () => {
    const { dead, source, ...scene } = await openPair()
    const other = await aQueue(scene, { name: 'another', attributes: { RedrivePolicy: redrivePolicy(dead) } })
    await aQueue(scene, { name: 'none' })
    expect(await dead.call('ListDeadLetterSourceQueues')).toEqual({ queueUrls: [other.url, source.url] })
    const first = await dead.call('ListDeadLetterSourceQueues', { MaxResults: 1 })
    expect(first).toEqual({ queueUrls: [other.url], NextToken: expect.any(String) })
    const { NextToken } = first
    const second = await dead.call('ListDeadLetterSourceQueues', { MaxResults: 1, NextToken })
    expect(second.queueUrls).toEqual([source.url])
    expect(await source.call('ListDeadLetterSourceQueues')).toEqual({ queueUrls: [] })
  })

  test('a higher count later is for what is there', async () => {
    const { source, dead } = await openPair(1)
    await source.send('x')
    await source.receive({ VisibilityTimeout: 0 })
    await source.call('SetQueueAttributes', { Attributes: { RedrivePolicy: redrivePolicy(dead, 2) } })
    expect(await source.receive({ VisibilityTimeout: 0 })).toHaveLength(1)
    expect(await source.receive()).toEqual([])
  })

  test('with the dead-letter queue gone a message stays (our choice)', async () => {
    const { source, dead } = await openPair()
    await source.send('x')
    await source.receive({ VisibilityTimeout: 0 })
    await dead.call('DeleteQueue')
    expect(await source.receive()).toMatchObject([{ Body: 'x' }])
  })

  describe('the allow policy', () => {
    const allow = (queue: { call: Output }, policy: object) =>
      queue.call('SetQueueAttributes', { Attributes: { RedriveAllowPolicy: JSON.stringify(policy) } })

    test('denies all, or all but those it names', async () => {
      const scene = await open()
      const dead = await aQueue(scene, { name: 'dead' })
      await allow(dead, { redrivePermission: 'denyAll' })
      await expectRefusal(create(scene, redrivePolicy(dead)), 'InvalidParameterValue')
      await allow(dead, { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('y')] })
      await expectRefusal(create(scene, redrivePolicy(dead)), 'InvalidParameterValue')
      await allow(dead, { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('y'), arnOf('x')] })
      await create(scene, redrivePolicy(dead))
    })

    test.each([
      { redrivePermission: 'some' },
      { redrivePermission: 'byQueue' },
      { redrivePermission: 'byQueue', sourceQueueArns: [] },
      { redrivePermission: 'byQueue', sourceQueueArns: Array.from({ length: 11 }, (_, at) => arnOf(`q${at}`)) },
      { redrivePermission: 'allowAll', sourceQueueArns: [arnOf('x')] },
      {},
    ])('%j is refused', async policy => {
      const scene = await open()
      await expectRefusal(allow(await aQueue(scene), policy), 'InvalidParameterValue')
    })
  })
})
