// The JavaScript SDK before version 3: 2.1400 speaks Query, 2.1693 JSON without saying its query mode. Both say the same.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { test } from 'node:test'

// The package lies where the program was started, with its pinned version.
process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1'
const SQS = createRequire(`${process.cwd()}/`)('aws-sdk/clients/sqs')

const sqs = new SQS({ endpoint: process.env.SLUICE_ENDPOINT, region: 'us-east-1' })
const md5 = text => createHash('md5').update(text).digest('hex')

async function aQueue({ suffix = '', Attributes = {} } = {}) {
  const QueueName = `q-${randomUUID()}${suffix}`
  const { QueueUrl } = await sqs.createQueue({ QueueName, Attributes }).promise()
  const call = (operation, input = {}) => sqs[operation]({ QueueUrl, ...input }).promise()
  const receive = async () => {
    const wish = { MaxNumberOfMessages: 10, AttributeNames: ['All'], MessageAttributeNames: ['All'] }
    return (await call('receiveMessage', wish)).Messages ?? []
  }
  return {
    QueueName,
    QueueUrl,
    call,
    receive,
    send: (MessageBody, more) => call('sendMessage', { MessageBody, ...more }),
  }
}

const refusedWith =
  (code, statusCode = 400) =>
  error => {
    assert.deepEqual({ code: error.code, statusCode: error.statusCode }, { code, statusCode })
    return true
  }

test('send, receive, delete', async () => {
  const { QueueName, QueueUrl, call, receive, send } = await aQueue()
  assert.equal((await sqs.getQueueUrl({ QueueName }).promise()).QueueUrl, QueueUrl)
  const MessageAttributes = {
    k: { DataType: 'String', StringValue: 'x' },
    b: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2, 255]) },
  }
  const body = ' \t\r\n<&>"\' héllo \u2028 😀 '
  const sent = await send(body, { MessageAttributes })
  assert.equal(sent.MD5OfMessageBody, md5(body))
  const [message] = await receive()
  assert.deepEqual([message.MessageId, message.Body], [sent.MessageId, body])
  assert.equal(message.MD5OfMessageAttributes, sent.MD5OfMessageAttributes)
  assert.equal(message.MessageAttributes.k.StringValue, 'x')
  assert.deepEqual([...Buffer.from(message.MessageAttributes.b.BinaryValue)], [1, 2, 255])
  assert.equal(message.Attributes.ApproximateReceiveCount, '1')
  await call('deleteMessage', { ReceiptHandle: message.ReceiptHandle })
  assert.deepEqual(await receive(), [])
})

test('batches', async () => {
  const { call, receive } = await aQueue()
  const Entries = Array.from({ length: 10 }, (_, at) => ({ Id: `${at}`, MessageBody: `body ${at}` }))
  const sent = await call('sendMessageBatch', { Entries })
  assert.deepEqual(
    sent.Successful.map(one => one.MD5OfMessageBody),
    Entries.map(one => md5(one.MessageBody)),
  )
  const handles = (await receive()).map(({ ReceiptHandle }) => ReceiptHandle)
  assert.equal(handles.length, 10)
  const named = handles.map((ReceiptHandle, at) => ({ Id: `${at}`, ReceiptHandle }))
  const changes = named.map(one => ({ ...one, VisibilityTimeout: 100 }))
  assert.equal((await call('changeMessageVisibilityBatch', { Entries: changes })).Successful.length, 10)
  named[9].ReceiptHandle = 'garbage'
  const removed = await call('deleteMessageBatch', { Entries: named })
  assert.equal(removed.Successful.length, 9)
  assert.equal(removed.Failed[0].Code, 'ReceiptHandleIsInvalid')
  assert.equal(removed.Failed[0].SenderFault, true)
})

test('visibility', async () => {
  const { call, receive, send } = await aQueue()
  await send('x')
  const [{ ReceiptHandle }] = await receive()
  assert.deepEqual(await receive(), [])
  await call('changeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 0 })
  assert.equal((await receive())[0].Attributes.ApproximateReceiveCount, '2')
})

test('errors', async () => {
  const { QueueName, call, send } = await aQueue()
  const nowhere = sqs.getQueueUrl({ QueueName: 'nowhere' }).promise()
  await assert.rejects(nowhere, refusedWith('AWS.SimpleQueueService.NonExistentQueue'))
  await assert.rejects(call('deleteMessage', { ReceiptHandle: 'garbage' }), refusedWith('ReceiptHandleIsInvalid', 404))
  await assert.rejects(send('\u0001'), refusedWith('InvalidMessageContents'))
  const again = sqs.createQueue({ QueueName, Attributes: { DelaySeconds: '5' } }).promise()
  await assert.rejects(again, refusedWith('QueueAlreadyExists'))
})

test('FIFO', async () => {
  const { receive, send } = await aQueue({ suffix: '.fifo', Attributes: { FifoQueue: 'true' } })
  const put = (body, id) => send(body, { MessageGroupId: 'g', MessageDeduplicationId: id })
  const first = await put('a', '1')
  assert.equal((await put('a', '1')).MessageId, first.MessageId)
  await put('b', '2')
  const messages = await receive()
  assert.deepEqual(
    messages.map(({ Body }) => Body),
    ['a', 'b'],
  )
  assert.equal(messages[0].Attributes.SequenceNumber, first.SequenceNumber)
})

test('purge', async () => {
  const { call, receive, send } = await aQueue()
  await send('x')
  await call('purgeQueue')
  assert.deepEqual(await receive(), [])
  await assert.rejects(call('purgeQueue'), refusedWith('AWS.SimpleQueueService.PurgeQueueInProgress', 403))
  await call('deleteQueue')
})
