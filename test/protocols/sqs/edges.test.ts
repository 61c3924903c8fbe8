import { describe, expect, test } from 'vitest'
import { expectRefusal, worlds } from './harness/open.ts'
import { aPair, aQueue, redrivePolicy } from './harness/queue.ts'

const half = 'x'.repeat(600 * 1024)

describe.each(worlds)('what is easily mistaken, by %s', (_name, open) => {
  test('a batch that is too long is refused as a whole, whatever else is wrong with it', async () => {
    const queue = await aQueue(await open())
    const Entries = [
      { Id: 'a', MessageBody: half },
      { Id: 'b', MessageBody: half, DelaySeconds: 901 },
    ]
    const tooLong = 'AWS.SimpleQueueService.BatchRequestTooLong'
    await expectRefusal(queue.call('SendMessageBatch', { Entries }), tooLong)
    expect(await queue.counts()).toEqual([0, 0, 0])
  })

  test('a FIFO batch with a message of no group is, too', async () => {
    const queue = await aQueue(await open(), { name: 'q.fifo' })
    const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'd' }
    const Entries = [
      { Id: 'a', MessageBody: 'x', ...ids },
      { Id: 'b', MessageBody: '' },
    ]
    await expectRefusal(queue.call('SendMessageBatch', { Entries }), 'InvalidParameterValue')
    expect(await queue.counts()).toEqual([0, 0, 0])
  })

  test('a handle of another queue is none, however long it is to be held', async () => {
    const scene = await open()
    const [one, other] = [await aQueue(scene, { name: 'one' }), await aQueue(scene, { name: 'other' })]
    await one.send('x')
    const [{ ReceiptHandle }] = await one.receive()
    await scene.advance(1)
    const input = { ReceiptHandle, VisibilityTimeout: 43200 }
    await expectRefusal(other.call('ChangeMessageVisibility', input), 'ReceiptHandleIsInvalid')
  })

  test('a batch of visibilities answers in the order of its entries', async () => {
    const queue = await aQueue(await open())
    for (const body of ['a', 'b', 'c']) await queue.send(body)
    const received = await queue.receive()
    const Entries = received.map(({ ReceiptHandle }, at) => ({
      Id: `e${at}`,
      ReceiptHandle,
      VisibilityTimeout: at === 1 ? 20 : 10,
    }))
    const { Successful } = await queue.call('ChangeMessageVisibilityBatch', { Entries })
    expect(Successful.map(({ Id }: { Id: string }) => Id)).toEqual(['e0', 'e1', 'e2'])
  })

  test('names in another case are other names: a queue made again with them differs', async () => {
    const scene = await open()
    const { source } = await aPair(scene)
    const DEAD = await aQueue(scene, { name: 'DEAD' })
    const again = (RedrivePolicy: string) =>
      scene.sqs('CreateQueue', { QueueName: source.name, Attributes: { RedrivePolicy } })
    await expectRefusal(again(redrivePolicy(DEAD, 1)), 'QueueAlreadyExists')
  })

  test('a queue made again as it is, is the same, though its dead-letter queue is gone', async () => {
    const scene = await open()
    const { dead, source } = await aPair(scene)
    await dead.call('DeleteQueue')
    const Attributes = { RedrivePolicy: redrivePolicy(dead, 1) }
    expect(await scene.sqs('CreateQueue', { QueueName: source.name, Attributes })).toEqual({ QueueUrl: source.url })
  })

  test('one encryption at a time, also where the other is there already', async () => {
    const queue = await aQueue(await open(), { attributes: { KmsMasterKeyId: 'alias/mine' } })
    const managed = queue.call('SetQueueAttributes', { Attributes: { SqsManagedSseEnabled: 'true' } })
    await expectRefusal(managed, 'InvalidAttributeName')
  })

  test('permissions are given as far as they can be taken away again', async () => {
    const queue = await aQueue(await open())
    const add = (Label: string) =>
      queue.call('AddPermission', { Label, AWSAccountIds: ['123456789012'], Actions: ['SendMessage'] })
    for (let count = 1; count <= 20; count++) await add(`p${count}`)
    await expectRefusal(add('p21'), 'OverLimit')
    await queue.call('RemovePermission', { Label: 'p1' })
  })

  test('a page of sources goes on though the last one shown has gone', async () => {
    const scene = await open({ sqsCooldownSeconds: 0 })
    const dead = await aQueue(scene, { name: 'dead' })
    const attributes = { RedrivePolicy: redrivePolicy(dead, 1) }
    const [a] = [await aQueue(scene, { name: 'a', attributes }), await aQueue(scene, { name: 'b', attributes })]
    const { NextToken } = await dead.call('ListDeadLetterSourceQueues', { MaxResults: 1 })
    await a.call('DeleteQueue')
    const page = await dead.call('ListDeadLetterSourceQueues', { MaxResults: 1, NextToken })
    expect(page.queueUrls).toEqual([expect.stringMatching(/\/b$/)])
  })
})

test('what quotes a request in XML is XML all the same', async () => {
  const [, open] = worlds[1]!
  const queue = await aQueue(await open())
  const Entries = [{ Id: 'a', MessageBody: 'x', MessageGroupId: 'x\u0001y' }]
  const { Failed } = await queue.call('SendMessageBatch', { Entries })
  expect(Failed[0].Message).toContain('Value x\ufffdy for parameter MessageGroupId is invalid.')
})

test('what a signed address says, a form cannot say otherwise', async () => {
  const [, open] = worlds[1]!
  const scene = await open()
  const queue = await aQueue(scene)
  await scene.exchange({
    method: 'POST',
    target: '/?Action=SendMessage&QueueUrl=q',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=DeleteQueue&QueueUrl=q&MessageBody=x',
  })
  expect(await queue.bodies()).toEqual(['x'])
})

test.each(['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s asks for nothing', async method => {
  const [, open] = worlds[1]!
  const scene = await open()
  const queue = await aQueue(scene)
  const { status } = await scene.exchange({ method, target: '/?Action=DeleteQueue&QueueUrl=q', headers: {} })
  expect(status).toBe(404)
  expect(await queue.counts()).toEqual([0, 0, 0])
})
