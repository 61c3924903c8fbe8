import * as sdk from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { aClient, sent } from './aClient.ts'

const commands = Object.keys(sdk).filter(name => /^[A-Z]\w+Command$/.test(name))

test('messages: send, receive, keep, delete, one and many', async () => {
  const { client, QueueUrl, send, receive, counts } = await aClient()
  const MessageAttributes = {
    k: { DataType: 'String', StringValue: 'x' },
    b: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 255) },
  }
  const first = await send('héllo 😀', { MessageAttributes })
  expect(first.$metadata).toMatchObject({ httpStatusCode: 200, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  const Entries = ['a', 'b'].map(Id => ({ Id, MessageBody: Id }))
  const { Successful } = await client.send(new sdk.SendMessageBatchCommand({ QueueUrl, Entries }))
  expect(Successful).toMatchObject([{ Id: 'a' }, { Id: 'b' }])
  const messages = await receive({ MessageAttributeNames: ['All'] })
  const message = messages.find(({ MessageId }) => MessageId === first.MessageId)!
  expect(message).toMatchObject({ Body: 'héllo 😀', Attributes: { ApproximateReceiveCount: '1' } })
  expect(message.MessageAttributes).toEqual(MessageAttributes)
  expect(message.MD5OfMessageAttributes).toBe(first.MD5OfMessageAttributes)
  const [one, two, three] = messages.map(({ ReceiptHandle }) => ReceiptHandle!)
  const VisibilityTimeout = 100
  await client.send(new sdk.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: one, VisibilityTimeout }))
  const changes = [one, two].map((ReceiptHandle, at) => ({ Id: `${at}`, ReceiptHandle, VisibilityTimeout }))
  const changed = await client.send(new sdk.ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: changes }))
  expect(changed.Successful).toHaveLength(2)
  await client.send(new sdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle: one }))
  const handles = [two, three].map((ReceiptHandle, at) => ({ Id: `${at}`, ReceiptHandle }))
  const removed = await client.send(new sdk.DeleteMessageBatchCommand({ QueueUrl, Entries: handles }))
  expect(removed.Successful).toHaveLength(2)
  expect(await counts()).toEqual([0, 0])
})

test('queues: found, listed, described, changed, emptied, deleted', async () => {
  const { client, QueueUrl, send, counts } = await aClient()
  expect((await client.send(new sdk.GetQueueUrlCommand({ QueueName: 'q' }))).QueueUrl).toBe(QueueUrl)
  expect((await client.send(new sdk.ListQueuesCommand({}))).QueueUrls).toEqual([QueueUrl])
  await client.send(new sdk.SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '7' } }))
  const all = await client.send(new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  expect(all.Attributes).toMatchObject({ VisibilityTimeout: '7' })
  await client.send(new sdk.TagQueueCommand({ QueueUrl, Tags: { a: '1', b: '2' } }))
  await client.send(new sdk.UntagQueueCommand({ QueueUrl, TagKeys: ['a'] }))
  expect((await client.send(new sdk.ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ b: '2' })
  const permission = { QueueUrl, Label: 'mine', AWSAccountIds: ['111122223333'], Actions: ['SendMessage'] }
  await client.send(new sdk.AddPermissionCommand(permission))
  await client.send(new sdk.RemovePermissionCommand({ QueueUrl, Label: 'mine' }))
  await send('x')
  await client.send(new sdk.PurgeQueueCommand({ QueueUrl }))
  expect(await counts()).toEqual([0, 0])
  await client.send(new sdk.DeleteQueueCommand({ QueueUrl }))
  expect((await client.send(new sdk.ListQueuesCommand({}))).QueueUrls).toBeUndefined()
})

test('dead letters: sources, and tasks that are begun, listed and cancelled', async () => {
  const { client, QueueUrl, send, receive } = await aClient()
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:q'
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 })
  const source = await client.send(new sdk.CreateQueueCommand({ QueueName: 's', Attributes: { RedrivePolicy } }))
  const { queueUrls } = await client.send(new sdk.ListDeadLetterSourceQueuesCommand({ QueueUrl }))
  expect(queueUrls).toEqual([source.QueueUrl])
  for (const body of ['a', 'b', 'c']) await send(body, { QueueUrl: source.QueueUrl })
  const gone = { QueueUrl: source.QueueUrl, VisibilityTimeout: 0 }
  while ((await receive(gone)).length > 0);
  const task = { SourceArn: deadLetterTargetArn, MaxNumberOfMessagesPerSecond: 1 }
  const { TaskHandle } = await client.send(new sdk.StartMessageMoveTaskCommand(task))
  const { Results } = await client.send(new sdk.ListMessageMoveTasksCommand({ SourceArn: deadLetterTargetArn }))
  expect(Results).toMatchObject([{ TaskHandle, Status: 'RUNNING', MaxNumberOfMessagesPerSecond: 1 }])
  const cancelled = await client.send(new sdk.CancelMessageMoveTaskCommand({ TaskHandle }))
  expect(cancelled.ApproximateNumberOfMessagesMoved).toBeLessThan(3)
})

test('every operation that the client knows was sent', () => {
  expect(commands).toHaveLength(23)
  expect(commands.filter(name => !sent.includes(name))).toEqual([])
})

test('a mebibyte comes back whole, its digest checked by the client', async () => {
  const { send, receive } = await aClient()
  const body = '\n\t"\\é'.repeat(1_048_576 / 6)
  await send(body)
  const [message] = await receive()
  expect(message!.Body === body).toBe(true)
})

test('a long poll is answered by the next message', async () => {
  const { send, receive, sleepers } = await aClient()
  const poll = receive({ WaitTimeSeconds: 20 })
  await sleepers.are(1)
  await send('x')
  expect(await poll).toMatchObject([{ Body: 'x' }])
})

test('48. an aborted poll takes no message', async () => {
  const { client, QueueUrl, send, receive, sleepers } = await aClient()
  const caller = new AbortController()
  const command = new sdk.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })
  const poll = client.send(command, { abortSignal: caller.signal })
  await sleepers.are(1)
  caller.abort()
  await expect(poll).rejects.toMatchObject({ name: 'AbortError' })
  await sleepers.are(0)
  await send('x')
  expect(await receive()).toMatchObject([{ Body: 'x', Attributes: { ApproximateReceiveCount: '1' } }])
})
