// @alicloud/mns, unmodified. It puts bodies into its XML as they are, so whoever uses it escapes them; and of topics it can do only
// some: subscriptions are made with its own signed put.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { aName, aReceiver, endpoint, isSigned, key, md5 } from './scene.mjs'

const Mns = createRequire(`${process.cwd()}/`)('@alicloud/mns')

const aClient = ({ id = key.id, secret = key.secret } = {}) =>
  new Mns('1234567890', { endpoint, accessKeyId: id, accessKeySecret: secret })
const mns = aClient()
const body = ' \t<&>"\' héllo \u2028 😀 ]]> '
const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

async function aQueue(params) {
  const name = aName('q')
  const { code, headers } = await mns.createQueue(name, params)
  assert.deepEqual([code, headers.location.endsWith(`/queues/${name}`)], [201, true])
  return name
}

const refusedWith = code => ({ name: `MNS${code}Error`, message: /requestid: [0-9A-F]{24}, hostid: http/ })
const bodiesOf = messages => messages.map(({ MessageBody }) => MessageBody).sort()

test('queues', async () => {
  const name = await aQueue({ VisibilityTimeout: 60, PollingWaitSeconds: 1 })
  const again = await mns.createQueue(name, { VisibilityTimeout: 60, PollingWaitSeconds: 1 })
  assert.deepEqual([again.code, again.headers.location.endsWith(name)], [204, true])
  await assert.rejects(mns.createQueue(name, { VisibilityTimeout: 61 }), refusedWith('QueueAlreadyExist'))
  const { body: shown } = await mns.getQueueAttributes(name)
  assert.deepEqual([shown.QueueName, shown.VisibilityTimeout, shown.PollingWaitSeconds], [name, '60', '1'])
  assert.equal(shown.LoggingEnabled, 'False')
  assert.equal((await mns.setQueueAttributes(name, { VisibilityTimeout: 90, LoggingEnabled: true })).code, 204)
  const { body: changed } = await mns.getQueueAttributes(name)
  assert.deepEqual([changed.VisibilityTimeout, changed.PollingWaitSeconds, changed.LoggingEnabled], ['90', '1', 'True'])
  assert.equal((await mns.deleteQueue(name)).code, 204)
  assert.equal((await mns.deleteQueue(name)).code, 204)
  await assert.rejects(mns.getQueueAttributes(name), refusedWith('QueueNotExist'))
  await assert.rejects(mns.setQueueAttributes(name, {}), refusedWith('QueueNotExist'))
  await assert.rejects(mns.createQueue('a$b'), refusedWith('InvalidQueueName'))
  await assert.rejects(mns.createQueue('q'.repeat(300)), refusedWith('QueueNameLengthError'))
  await assert.rejects(mns.createQueue(aName('q'), { MaximumMessageSize: 1023 }), refusedWith('InvalidArgument'))
})

test('lists', async () => {
  const prefix = aName('list')
  for (const letter of ['a', 'b']) await mns.createQueue(`${prefix}-${letter}`)
  const urlsOf = list => list.body.map(({ QueueURL }) => QueueURL.split('/queues/')[1])
  assert.deepEqual(urlsOf(await mns.listQueue(undefined, 1, prefix)), [`${prefix}-a`])
  assert.deepEqual(urlsOf(await mns.listQueue(undefined, 10, prefix)), [`${prefix}-a`, `${prefix}-b`])
  assert.equal((await mns.listQueue(undefined, 10, aName('none'))).body, undefined)
})

test('send, peek, receive, delete', async () => {
  const name = await aQueue()
  const sent = await mns.sendMessage(name, { MessageBody: escaped(body), Priority: 3 })
  assert.deepEqual([sent.code, sent.body.MessageBodyMD5], [201, md5(body)])
  const peeked = (await mns.peekMessage(name)).body
  assert.deepEqual([peeked.MessageBody, peeked.DequeueCount, peeked.Priority], [body, '0', '3'])
  assert.equal(peeked.FirstDequeueTime, peeked.EnqueueTime)
  const received = await mns.receiveMessage(name, 5)
  assert.equal(received.code, 200)
  assert.deepEqual(Object.keys(received.body).sort(), [
    'DequeueCount',
    'EnqueueTime',
    'FirstDequeueTime',
    'MessageBody',
    'MessageBodyMD5',
    'MessageId',
    'NextVisibleTime',
    'Priority',
    'ReceiptHandle',
  ])
  assert.deepEqual([received.body.MessageId, received.body.MessageBody], [sent.body.MessageId, body])
  await assert.rejects(mns.receiveMessage(name), refusedWith('MessageNotExist'))
  await assert.rejects(mns.peekMessage(name), refusedWith('MessageNotExist'))
  assert.equal((await mns.deleteMessage(name, received.body.ReceiptHandle)).code, 204)
  await assert.rejects(mns.deleteMessage(name, received.body.ReceiptHandle), refusedWith('MessageNotExist'))
  await assert.rejects(mns.sendMessage(name, { MessageBody: 'a < b' }), refusedWith('MalformedXML'))
  await assert.rejects(mns.sendMessage(name, { MessageBody: 'x', Priority: 0 }), refusedWith('InvalidArgument'))
  await assert.rejects(mns.sendMessage(aName('none'), { MessageBody: 'x' }), refusedWith('QueueNotExist'))
})

test('visibility and delays', async () => {
  const name = await aQueue()
  const sent = await mns.sendMessage(name, { MessageBody: 'later', DelaySeconds: 600 })
  const woken = await mns.changeMessageVisibility(name, sent.body.ReceiptHandle, 1)
  assert.equal(woken.code, 200)
  const first = (await mns.receiveMessage(name, 5)).body
  assert.equal(first.MessageId, sent.body.MessageId)
  const { body: changed } = await mns.changeMessageVisibility(name, first.ReceiptHandle, 100)
  assert.ok(Math.abs(Number(changed.NextVisibleTime) - Date.now() - 100_000) < 2_000)
  assert.notEqual(changed.ReceiptHandle, first.ReceiptHandle)
  // The vendor's own tests delete with the handle of before.
  assert.equal((await mns.deleteMessage(name, first.ReceiptHandle)).code, 204)
  await assert.rejects(mns.changeMessageVisibility(name, changed.ReceiptHandle, 5), refusedWith('MessageNotExist'))
})

test('batches', async () => {
  const name = await aQueue()
  const messages = Array.from({ length: 16 }, (_, at) => ({ MessageBody: `body ${at}` }))
  const sent = await mns.batchSendMessage(name, messages)
  assert.deepEqual(
    [sent.code, sent.body.map(one => one.MessageBodyMD5)],
    [201, messages.map(one => md5(one.MessageBody))],
  )
  assert.deepEqual(bodiesOf((await mns.batchPeekMessage(name, 16)).body), bodiesOf(messages))
  const received = (await mns.batchReceiveMessage(name, 16, 5)).body
  assert.deepEqual(bodiesOf(received), bodiesOf(messages))
  const handles = received.map(({ ReceiptHandle }) => ReceiptHandle)
  assert.equal((await mns.batchDeleteMessage(name, handles.slice(0, 15))).code, 204)
  const partly = await mns.batchDeleteMessage(name, handles.slice(14))
  assert.deepEqual([partly.code, partly.body.length], [404, 1])
  assert.deepEqual([partly.body[0].ErrorCode, partly.body[0].ReceiptHandle], ['MessageNotExist', handles[14]])
  await assert.rejects(mns.batchReceiveMessage(name, 16), refusedWith('MessageNotExist'))
  await assert.rejects(mns.batchReceiveMessage(name, 17), refusedWith('InvalidArgument'))
  const mixed = await mns.batchSendMessage(name, [{ MessageBody: 'good' }, { MessageBody: 'bad', Priority: 99 }])
  assert.deepEqual([mixed.code, mixed.body[1].ErrorCode], [500, 'InvalidArgument'])
  assert.deepEqual(Object.keys(mixed.body[0]).sort(), ['MessageBodyMD5', 'MessageId'])
  assert.deepEqual(bodiesOf((await mns.batchReceiveMessage(name, 1)).body), ['good'])
})

test('long polls', async () => {
  const name = await aQueue()
  const startMs = Date.now()
  await assert.rejects(mns.receiveMessage(name, 1), refusedWith('MessageNotExist'))
  assert.ok(Math.abs(Date.now() - startMs - 1_000) < 900)
  const waiting = mns.batchReceiveMessage(name, 16, 20)
  await pause(200)
  await mns.sendMessage(name, { MessageBody: 'wake up' })
  assert.deepEqual(bodiesOf((await waiting).body), ['wake up'])
  assert.ok(Date.now() - startMs < 5_000)
})

test('topics', async t => {
  const receiver = await aReceiver()
  t.after(receiver.close)
  const name = aName('t')
  const made = await mns.createTopic(name)
  assert.deepEqual([made.code, made.headers.location.endsWith(`/topics/${name}`)], [201, true])
  assert.equal((await mns.createTopic(name)).code, 204)
  assert.equal((await mns.setTopicAttributes(name, { MaximumMessageSize: 2048 })).code, 204)
  const shown = (await mns.getTopicAttributes(name)).body
  assert.deepEqual([shown.TopicName, shown.MaximumMessageSize, shown.MessageRetentionPeriod], [name, '2048', '86400'])
  assert.match((await mns.listTopic(undefined, 5, name)).body[0].TopicURL, new RegExp(`/topics/${name}$`))
  const put = (fields, subscription = 's') => {
    const xml = `<Subscription xmlns="http://mns.aliyuncs.com/doc/v1/">${fields}</Subscription>`
    return mns.put(`/topics/${name}/subscriptions/${subscription}`, 'Subscription', Buffer.from(xml), ['location'])
  }
  const format = '<NotifyContentFormat>SIMPLIFIED</NotifyContentFormat>'
  assert.equal((await put(`<Endpoint>${receiver.url}</Endpoint>${format}`)).code, 201)
  const { body: sent } = await mns.publishMessage(name, { MessageBody: escaped(body), MessageTag: 'red' })
  assert.equal(sent.MessageBodyMD5, md5(body))
  const push = await receiver.next()
  assert.deepEqual([push.request.url, push.body], ['/notifications', body])
  assert.deepEqual([push.request.headers['x-mns-message-tag'], await isSigned(push.request)], ['red', true])
  const queue = await aQueue()
  const document = `<Endpoint>acs:mns:cn-hangzhou:1234567890:queues/${queue}</Endpoint>`
  assert.equal((await put(document, 'in-a-document')).code, 201)
  const again = (await mns.publishMessage(name, { MessageBody: escaped(body) })).body
  const { MessageBody } = (await mns.receiveMessage(queue, 5)).body
  assert.match(MessageBody, /^<\?xml version="1.0" encoding="utf-8"\?><Notification xmlns=/)
  for (const [field, text] of [
    ['TopicName', name],
    ['SubscriptionName', 'in-a-document'],
    ['MessageId', again.MessageId],
    ['MessageMD5', md5(body)],
  ])
    assert.ok(MessageBody.includes(`<${field}>${text}</${field}>`), MessageBody)
  assert.ok(!MessageBody.includes('MessageTag'))
  await assert.rejects(mns.publishMessage(aName('none'), { MessageBody: 'x' }), refusedWith('TopicNotExist'))
  assert.equal((await mns.delete(`/topics/${name}`, 'Topic', '')).code, 204)
})

test('another key, and another secret, do not get in', async () => {
  const stranger = aClient({ id: 'AKIAIOSFODNN7EXAMPLE' })
  await assert.rejects(stranger.createQueue(aName('q')), refusedWith('InvalidAccessKeyId'))
  await assert.rejects(aClient({ secret: 'guessed' }).createQueue(aName('q')), refusedWith('SignatureDoesNotMatch'))
})
