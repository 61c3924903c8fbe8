import { describe, test } from 'vitest'
import { expectRefusal, worlds } from './harness/open.ts'
import { aQueue } from './harness/queue.ts'

const unknownQueue = {
  JSON: 'The specified queue does not exist.',
  Query: 'The specified queue does not exist for this wsdl version.',
}
const nonExistent = 'AWS.SimpleQueueService.NonExistentQueue'

describe.each(worlds)('what is not there, by %s', (_name, open) => {
  test('15. an unknown queue is told in the words of the protocol', async () => {
    const { sqs, protocol } = await open()
    await expectRefusal(sqs('GetQueueUrl', { QueueName: 'nope' }), nonExistent, unknownQueue[protocol])
    const owned = { QueueName: 'nope', QueueOwnerAWSAccountId: '000000000000' }
    await expectRefusal(sqs('GetQueueUrl', owned), nonExistent, unknownQueue[protocol])
    await sqs('CreateQueue', { QueueName: 'q' })
    await expectRefusal(sqs('GetQueueUrl', { QueueName: 'a/q' }), nonExistent, unknownQueue[protocol])
  })

  test('what names no queue is an unknown queue, whatever it looks like', async () => {
    const scene = await open()
    await aQueue(scene)
    for (const QueueUrl of ['nope', 'http://', 'a b', 'http://h/000000000000/nope', 'http://h/q/', 'x'.repeat(2000)])
      await expectRefusal(
        scene.sqs('SendMessage', { QueueUrl, MessageBody: 'x' }),
        nonExistent,
        unknownQueue[scene.protocol],
      )
  })

  test('what is wrong with a request is told after that there is no queue (our choice)', async () => {
    const { sqs, protocol } = await open()
    const wrong = { QueueUrl: 'nope', MessageBody: '' }
    await expectRefusal(sqs('SendMessage', wrong), nonExistent, unknownQueue[protocol])
    await expectRefusal(sqs('SendMessageBatch', { QueueUrl: 'nope' }), nonExistent, unknownQueue[protocol])
  })

  test('107. a deleted queue is unknown to every operation', async () => {
    const scene = await open()
    const queue = await aQueue(scene)
    await queue.send('x')
    const [{ ReceiptHandle }] = await queue.receive()
    await queue.call('DeleteQueue')
    const entry = { Id: '1', ReceiptHandle, MessageBody: 'x', VisibilityTimeout: 1 }
    for (const [operation, input] of Object.entries({
      SendMessage: { MessageBody: 'x' },
      SendMessageBatch: { Entries: [{ Id: '1', MessageBody: 'x' }] },
      ReceiveMessage: {},
      DeleteMessage: { ReceiptHandle },
      DeleteMessageBatch: { Entries: [{ Id: '1', ReceiptHandle }] },
      ChangeMessageVisibility: { ReceiptHandle, VisibilityTimeout: 1 },
      ChangeMessageVisibilityBatch: { Entries: [{ ...entry, MessageBody: undefined }] },
      PurgeQueue: {},
      GetQueueAttributes: { AttributeNames: ['All'] },
      SetQueueAttributes: { Attributes: { DelaySeconds: '1' } },
      TagQueue: { Tags: { a: 'b' } },
      UntagQueue: { TagKeys: ['a'] },
      ListQueueTags: {},
      ListDeadLetterSourceQueues: {},
      AddPermission: { Label: 'a', AWSAccountIds: ['000000000000'], Actions: ['SendMessage'] },
      RemovePermission: { Label: 'a' },
    }))
      await expectRefusal(queue.call(operation, input), nonExistent, unknownQueue[scene.protocol])
  })

  test.each([
    ['CreateQueue', {}, 'QueueName'],
    ['GetQueueUrl', {}, 'QueueName'],
    ['SendMessage', { MessageBody: 'x' }, 'QueueUrl'],
    ['ReceiveMessage', {}, 'QueueUrl'],
    ['GetQueueAttributes', {}, 'QueueUrl'],
    ['SendMessage', { QueueUrl: 'q' }, 'MessageBody'],
    ['DeleteMessage', { QueueUrl: 'q' }, 'ReceiptHandle'],
    ['ChangeMessageVisibility', { QueueUrl: 'q', VisibilityTimeout: 1 }, 'ReceiptHandle'],
    ['ChangeMessageVisibility', { QueueUrl: 'q', ReceiptHandle: 'x' }, 'VisibilityTimeout'],
    ['RemovePermission', { QueueUrl: 'q' }, 'Label'],
    ['TagQueue', { QueueUrl: 'q' }, 'Tags'],
    ['StartMessageMoveTask', {}, 'SourceArn'],
    ['CancelMessageMoveTask', {}, 'TaskHandle'],
    ['ListMessageMoveTasks', {}, 'SourceArn'],
  ])('%s %j misses %s', async (operation, input, missing) => {
    const scene = await open()
    await aQueue(scene)
    const call = scene.sqs(operation, input)
    await expectRefusal(call, 'MissingParameter', `The request must contain the parameter ${missing}.`)
  })
})
