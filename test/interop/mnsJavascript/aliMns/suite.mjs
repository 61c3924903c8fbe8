// ali-mns, unmodified: it knows no other endpoint than Alibaba's, so it gets there by way of a proxy, which is the server.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import util from 'node:util'
import { aName, aReceiver, endpoint, isSigned, key, md5 } from './scene.mjs'

process.env.HTTP_PROXY = endpoint
process.noDeprecation = true
// Node 23 has it no more, and the package asks for it.
util.isArray ??= Array.isArray
const { Account, MNS, MNSTopic, MQ, MQBatch, Msg, Subscription, Topic } = createRequire(`${process.cwd()}/`)('ali-mns')

const anAccount = ({ id = key.id, secret = key.secret } = {}) => {
  const account = new Account('1234567890', id, secret)
  account.setGA(false)
  return account
}
const account = anAccount()
const queues = new MNS(account)
const topics = new MNSTopic(account)
const body = ' \t\r\n<&>"\' héllo \u2028 😀 ]]> '

async function aQueue(options) {
  const name = aName('q')
  assert.equal(await queues.createP(name, options), 201)
  return new MQ(name, account)
}

async function aBatchQueue() {
  const queue = await aQueue()
  return new MQBatch(queue.getName(), account)
}

const refusedWith = code => error => {
  assert.equal(error.Error?.Code, code, JSON.stringify(error))
  for (const name of ['Message', 'RequestId', 'HostId']) assert.ok(error.Error[name], name)
  return true
}

test('queues', async () => {
  const queue = await aQueue({ VisibilityTimeout: 60 })
  const name = queue.getName()
  assert.equal(await queues.createP(name, { VisibilityTimeout: 60 }), 204)
  await assert.rejects(queues.createP(name, { VisibilityTimeout: 61 }), refusedWith('QueueAlreadyExist'))
  const { Queue } = await queue.getAttrsP()
  assert.deepEqual([Queue.QueueName, Queue.VisibilityTimeout, Queue.MaximumMessageSize], [name, '60', '65536'])
  assert.equal(await queue.setAttrsP({ VisibilityTimeout: 90, LoggingEnabled: true }), 204)
  const changed = (await queue.getAttrsP()).Queue
  assert.deepEqual([changed.VisibilityTimeout, changed.LoggingEnabled], ['90', 'True'])
  assert.equal(await queues.deleteP(name), 204)
  assert.equal(await queues.deleteP(name), 204)
  await assert.rejects(queue.getAttrsP(), refusedWith('QueueNotExist'))
  await assert.rejects(queues.createP('1$x'), refusedWith('InvalidQueueName'))
  await assert.rejects(queues.createP(aName('q'), { DelaySeconds: 604_801 }), refusedWith('InvalidArgument'))
})

test('lists of queues, by pages', async () => {
  const prefix = aName('list')
  for (const letter of ['a', 'b', 'c']) await queues.createP(`${prefix}-${letter}`)
  const first = (await queues.listP(prefix, 2)).Queues
  assert.deepEqual(
    first.Queue.map(({ QueueURL }) => QueueURL.split('/queues/')[1]),
    [`${prefix}-a`, `${prefix}-b`],
  )
  const { Queues } = await queues.listP(prefix, 2, first.NextMarker)
  assert.match(Queues.Queue.QueueURL, /-c$/)
  assert.equal(Queues.NextMarker, undefined)
  const none = (await queues.listP(aName('none'))).Queues
  assert.equal(none.Queue, undefined)
})

test('send, receive, delete', async () => {
  const queue = await aQueue()
  const sent = (await queue.sendP(body)).Message
  assert.equal(sent.MessageBodyMD5, md5(Buffer.from(body).toString('base64')))
  const peeked = (await queue.peekP()).Message
  assert.deepEqual([peeked.MessageBody, peeked.DequeueCount, peeked.ReceiptHandle], [body, '0', undefined])
  const { Message } = await queue.recvP(1)
  assert.deepEqual([Message.MessageId, Message.MessageBody, Message.Priority], [sent.MessageId, body, '8'])
  assert.deepEqual([Message.DequeueCount, Message.MessageBodyMD5], ['1', sent.MessageBodyMD5])
  assert.ok(Number(Message.NextVisibleTime) > Date.now() + 20_000)
  await assert.rejects(queue.peekP(), refusedWith('MessageNotExist'))
  assert.equal(await queue.deleteP(Message.ReceiptHandle), 204)
  await assert.rejects(queue.deleteP(Message.ReceiptHandle), refusedWith('MessageNotExist'))
  await assert.rejects(queue.recvP(), refusedWith('MessageNotExist'))
})

test('priorities and delays', async () => {
  const queue = await aQueue()
  for (const priority of [16, 8, 1]) await queue.sendP(`p${priority}`, priority)
  for (const expected of ['p1', 'p8', 'p16']) assert.equal((await queue.recvP()).Message.MessageBody, expected)
  await assert.rejects(queue.sendP('x', 17), refusedWith('InvalidArgument'))
  const delayed = (await queue.sendP('later', 8, 1)).Message
  assert.ok(delayed.ReceiptHandle)
  await assert.rejects(queue.recvP(), refusedWith('MessageNotExist'))
  assert.equal((await queue.recvP(5)).Message.MessageBody, 'later')
})

test('visibility', async () => {
  const queue = await aQueue()
  await queue.sendP('x')
  const first = (await queue.recvP()).Message
  const { ChangeVisibility } = await queue.reserveP(first.ReceiptHandle, 1)
  assert.ok(Math.abs(Number(ChangeVisibility.NextVisibleTime) - Date.now() - 1_000) < 900)
  const again = (await queue.recvP(5)).Message
  assert.deepEqual([again.MessageId, again.DequeueCount], [first.MessageId, '2'])
  assert.equal(again.FirstDequeueTime, first.FirstDequeueTime)
  await assert.rejects(queue.reserveP(first.ReceiptHandle, 10), refusedWith('MessageNotExist'))
  const { ReceiptHandle } = (await queue.reserveP(again.ReceiptHandle, 100)).ChangeVisibility
  assert.equal(await queue.deleteP(ReceiptHandle), 204)
})

test('batches', async () => {
  const queue = await aBatchQueue()
  const messages = Array.from({ length: 16 }, (_, at) => new Msg(`body ${at}`))
  const sent = (await queue.sendP(messages)).Messages.Message
  assert.deepEqual(
    sent.map(({ MessageBodyMD5 }) => MessageBodyMD5),
    messages.map(one => md5(Buffer.from(one.getMsg()).toString('base64'))),
  )
  assert.equal((await queue.peekP(16)).Messages.Message.length, 16)
  const received = (await queue.recvP(1, 16)).Messages.Message
  assert.deepEqual(received.map(one => one.MessageBody).sort(), messages.map(one => one.getMsg()).sort())
  const handles = received.map(({ ReceiptHandle }) => ReceiptHandle)
  assert.equal(await queue.deleteP(handles.slice(0, 15)), 204)
  await assert.rejects(queue.deleteP(handles.slice(14)), ({ Errors }) => {
    assert.deepEqual(Object.keys(Errors.Error).sort(), ['ErrorCode', 'ErrorMessage', 'ReceiptHandle'])
    assert.deepEqual([Errors.Error.ErrorCode, Errors.Error.ReceiptHandle], ['MessageNotExist', handles[14]])
    return true
  })
  await assert.rejects(queue.recvP(0, 16), refusedWith('MessageNotExist'))
  await assert.rejects(queue.sendP(Array.from({ length: 17 }, () => new Msg('x'))), refusedWith('InvalidArgument'))
  await queue.sendP('alone')
  assert.equal((await queue.recvP(1, 5)).Messages.Message[0].MessageBody, 'alone')
})

test('a batch that fails in part tells of each message', async () => {
  const queue = await aBatchQueue()
  await assert.rejects(queue.sendP([new Msg('good'), new Msg('bad', 99)]), ({ Messages }) => {
    const [good, bad] = Messages.Message
    assert.deepEqual([Object.keys(good).sort(), bad.ErrorCode], [['MessageBodyMD5', 'MessageId'], 'InvalidArgument'])
    return true
  })
  assert.equal((await queue.recvP(1, 1)).Message.MessageBody, 'good')
})

test('long polls end when a message comes, and when the time is over', async () => {
  const queue = await aQueue()
  const startMs = Date.now()
  await assert.rejects(queue.recvP(1), refusedWith('MessageNotExist'))
  assert.ok(Math.abs(Date.now() - startMs - 1_000) < 900)
  const waiting = queue.recvP(20)
  await pause(200)
  await queue.sendP('wake up')
  assert.equal((await waiting).Message.MessageBody, 'wake up')
  assert.ok(Date.now() - startMs < 5_000)
})

test('the loop that receives and deletes', async () => {
  const queue = await aQueue()
  await queue.sendP('one')
  await queue.sendP('two')
  const seen = []
  const done = new Promise(resolve => {
    queue.notifyRecv((error, { Message }) => {
      assert.equal(error, null)
      seen.push(Message.MessageBody)
      if (seen.length === 2) resolve()
      return true
    }, 1)
  })
  await done
  await queue.notifyStopP()
  assert.deepEqual(seen.sort(), ['one', 'two'])
})

test('topics and subscriptions', async () => {
  const name = aName('t')
  assert.equal(await topics.createTopicP(name), 201)
  assert.equal(await topics.createTopicP(name), 204)
  await assert.rejects(topics.createTopicP(name, { MaximumMessageSize: 1024 }), refusedWith('TopicAlreadyExist'))
  const topic = new Topic(name, account)
  assert.equal(await topic.setAttrsP({ MaximumMessageSize: 2048 }), 204)
  const shownTopic = (await topic.getAttrsP()).Topic
  assert.deepEqual([shownTopic.TopicName, shownTopic.MaximumMessageSize], [name, '2048'])
  assert.match((await topics.listTopicP(name)).Topics.Topic.TopicURL, new RegExp(`/topics/${name}$`))
  const queue = await aQueue()
  const address = `acs:mns:cn-hangzhou:1234567890:queues/${queue.getName()}`
  assert.equal(await topic.subscribeP('s', address, 'BACKOFF_RETRY', 'SIMPLIFIED', 'red'), 201)
  assert.equal(await topic.subscribeP('s', address, 'BACKOFF_RETRY', 'SIMPLIFIED', 'red'), 204)
  const otherwise = topic.subscribeP('s', 'http://example.com/', 'BACKOFF_RETRY', 'SIMPLIFIED')
  await assert.rejects(otherwise, refusedWith('SubscriptionAlreadyExist'))
  await assert.rejects(topic.subscribeP('s2', 'ftp://x'), refusedWith('EndpointInvalid'))
  const subscription = new Subscription('s', topic)
  assert.equal(await subscription.setAttrsP({ NotifyStrategy: 'EXPONENTIAL_DECAY_RETRY' }), 204)
  const shown = (await subscription.getAttrsP()).Subscription
  assert.deepEqual([shown.Endpoint, shown.FilterTag], [address, 'red'])
  assert.deepEqual([shown.NotifyStrategy, shown.NotifyContentFormat], ['EXPONENTIAL_DECAY_RETRY', 'SIMPLIFIED'])
  assert.match((await topic.listP('s', 10)).Subscriptions.Subscription.SubscriptionURL, /\/subscriptions\/s$/)
  await topic.publishP('not for it', true, 'blue')
  await topic.publishP('nor this', true)
  const attributes = { DirectMail: JSON.stringify({ Subject: '<Greetings>', AccountName: 'me', AddressType: 0 }) }
  const published = (await topic.publishP(body, true, 'red', attributes)).Message
  assert.equal(published.MessageBodyMD5, md5(Buffer.from(body).toString('base64')))
  const { Message } = await queue.recvP(5)
  assert.equal(Message.MessageBody, body)
  assert.equal(await queue.deleteP(Message.ReceiptHandle), 204)
  await assert.rejects(queue.recvP(), refusedWith('MessageNotExist'))
  assert.equal(await topic.unsubscribeP('s'), 204)
  await assert.rejects(subscription.getAttrsP(), refusedWith('SubscriptionNotExist'))
  assert.equal(await topics.deleteTopicP(name), 204)
  await assert.rejects(topic.publishP('x'), refusedWith('TopicNotExist'))
})

// The package's XML writer takes no character beyond the first 65,536; bodies of queues, which it encodes, may have them.
const plain = body.replace('😀', '')

test('what is pushed is signed, whatever its format', async t => {
  const receiver = await aReceiver()
  t.after(receiver.close)
  const name = aName('t')
  await topics.createTopicP(name)
  const topic = new Topic(name, account)
  for (const format of ['SIMPLIFIED', 'XML', 'JSON']) {
    await topic.subscribeP('s', `${receiver.url}/hook?format=${format}`, 'BACKOFF_RETRY', format)
    const { MessageId } = (await topic.publishP(plain, false, 'tag')).Message
    const push = await receiver.next()
    assert.equal(push.request.url, `/hook?format=${format}`)
    assert.ok(await isSigned(push.request), format)
    assert.match(push.request.headers['user-agent'], /^Aliyun Notification Service Agent/)
    if (format === 'SIMPLIFIED') assert.equal(push.body, plain)
    if (format === 'SIMPLIFIED') assert.equal(push.request.headers['x-mns-message-id'], MessageId)
    if (format === 'XML') assert.match(push.body, new RegExp(`<MessageId>${MessageId}</MessageId>`))
    if (format === 'JSON')
      assert.deepEqual([JSON.parse(push.body).Message, JSON.parse(push.body).MessageId], [plain, MessageId])
    await topic.unsubscribeP('s')
  }
})

test('another key, and another secret, do not get in', async () => {
  const stranger = new MNS(anAccount({ id: 'AKIAIOSFODNN7EXAMPLE' }))
  await assert.rejects(stranger.listP(), refusedWith('InvalidAccessKeyId'))
  const guesser = new MNS(anAccount({ secret: 'guessed' }))
  await assert.rejects(guesser.listP(), refusedWith('SignatureDoesNotMatch'))
})
