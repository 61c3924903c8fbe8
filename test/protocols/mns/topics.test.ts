import { describe, expect, test } from 'vitest'
import { expectRefusal, fieldsOf, shapeOf } from './harness/client.ts'
import { worlds } from './harness/open.ts'
import { type Fields, xml } from './harness/queue.ts'
import { aTopic, at, queueEndpoint } from './harness/topic.ts'

const seven = [
  ...['TopicName', 'CreateTime', 'LastModifyTime', 'MaximumMessageSize', 'LoggingEnabled'],
  ...['MessageRetentionPeriod', 'MessageCount'],
]

describe.each(worlds)('topics on %s', (_name, open) => {
  const openTopic = async (attributes: Fields = {}) => aTopic(await open(), attributes)

  test('59. a topic is created, is there, or is another', async () => {
    const { ask, origin } = await open()
    const first = await ask('PUT', '/topics/t', '<Topic/>')
    expect([first.status, first.headers.location, first.text]).toEqual([201, `${origin}/topics/t`, ''])
    const again = await ask('PUT', '/topics/t', xml('Topic', { MaximumMessageSize: 65_536, LoggingEnabled: 'false' }))
    expect([again.status, again.headers.location]).toEqual([204, `${origin}/topics/t`])
    await expectRefusal(ask('PUT', '/topics/t', xml('Topic', { MaximumMessageSize: 1024 })), 409, 'TopicAlreadyExist')
    await expectRefusal(ask('PUT', '/topics/u', xml('Topic', { MaximumMessageSize: 1023 })), 400, 'InvalidArgument')
    await expectRefusal(ask('PUT', '/topics/1$x', '<Topic/>'), 400, 'TopicNameInvalid')
    await expectRefusal(ask('PUT', `/topics/${'a'.repeat(256)}`, '<Topic/>'), 400, 'TopicNameLengthError')
    expect((await ask('PUT', `/topics/${'a'.repeat(255)}`)).status).toBe(201)
  })

  test('60. all seven attributes are told, and set one by one', async () => {
    const { ask, advance } = await openTopic()
    await advance(5)
    const change = xml('Topic', { LoggingEnabled: 'True' })
    expect((await ask('PUT', '/topics/t?metaoverride=true', change)).status).toBe(204)
    const bytes = xml('Topic', { MaximumMessageSize: 2048 })
    expect((await ask('PUT', '/topics/t?metaoverride=true', bytes)).status).toBe(204)
    const answer = await ask('GET', '/topics/t')
    expect(shapeOf(answer)).toEqual(['Topic', seven])
    const { CreateTime, LastModifyTime, ...fields } = fieldsOf(answer.root)
    expect(Number(LastModifyTime) - Number(CreateTime)).toBe(5)
    expect(fields).toEqual({
      TopicName: 't',
      MaximumMessageSize: '2048',
      LoggingEnabled: 'True',
      MessageRetentionPeriod: '86400',
      MessageCount: '0',
    })
  })

  test('a topic is deleted, and deleted again', async () => {
    const { ask } = await openTopic()
    for (let time = 0; time < 2; time++) expect((await ask('DELETE', '/topics/t')).status).toBe(204)
    await expectRefusal(ask('GET', '/topics/t'), 404, 'TopicNotExist')
  })

  test('topics are listed, with what there is to say of them where it is asked for', async () => {
    const { ask, origin } = await open()
    for (const name of ['a1', 'a2', 'b1']) await ask('PUT', `/topics/${name}`, '<Topic/>')
    const list = (more: Record<string, string>) =>
      ask('GET', '/topics', undefined, { headers: { 'x-mns-prefix': 'a', ...more } })
    const first = await list({ 'x-mns-ret-number': '1' })
    expect(shapeOf(first)).toEqual(['Topics', ['Topic', 'NextMarker']])
    const second = await list({ 'x-mns-ret-number': '1', 'x-mns-marker': fieldsOf(first.root).NextMarker! })
    expect([shapeOf(second), second.text.includes(`${origin}/topics/a2<`)]).toEqual([['Topics', ['Topic']], true])
    const [topic] = (await list({ 'x-mns-with-meta': 'true' })).root!.children
    expect(topic!.children.map(({ name }) => name)).toEqual(['TopicURL', ...seven])
    expect(shapeOf(await list({ 'x-mns-prefix': 'z'.repeat(300) }))).toEqual(['Topics', []])
  })

  test('61. a subscription is made, is there, or is another', async () => {
    const { subscribe, origin } = await openTopic()
    const first = await subscribe()
    expect([first.status, first.headers.location]).toEqual([201, `${origin}${at}`])
    const again = await subscribe({ NotifyStrategy: 'BACKOFF_RETRY' })
    expect([again.status, again.headers.location]).toEqual([204, `${origin}${at}`])
    await expectRefusal(subscribe({ Endpoint: 'http://host/x' }), 409, 'SubscriptionAlreadyExist')
    await expectRefusal(subscribe({ FilterTag: 'x' }), 409, 'SubscriptionAlreadyExist')
    await expectRefusal(subscribe({}, '/topics/t/subscriptions/1$x'), 400, 'SubscriptionNameInvalid')
    const long = `/topics/t/subscriptions/${'a'.repeat(256)}`
    await expectRefusal(subscribe({}, long), 400, 'SubscriptionNameLengthError')
    await expectRefusal(subscribe({}, '/topics/none/subscriptions/s'), 404, 'TopicNotExist')
    for (const fields of [{ NotifyStrategy: 'x' }, { NotifyContentFormat: 'STREAM' }, { FilterTag: 'x'.repeat(17) }])
      await expectRefusal(subscribe(fields, '/topics/t/subscriptions/u'), 400, 'InvalidArgument')
  })

  test('62. what is published arrives', async () => {
    const { subscribe, publish, take } = await openTopic()
    await subscribe()
    const answer = await publish('hi')
    expect([answer.status, ...shapeOf(answer)]).toEqual([201, 'Message', ['MessageId', 'MessageBodyMD5']])
    expect(fieldsOf(answer.root)).toEqual({
      MessageId: expect.stringMatching(/^[0-9A-F]{32}$/),
      MessageBodyMD5: '49F68A5C8493EC2C0BF489821C21FC3B',
    })
    expect((await take()).MessageBody).toBe('hi')
  })

  test('64. a tag decides which subscriptions have a copy', async () => {
    const { subscribe, publish, receive } = await openTopic()
    await subscribe({ FilterTag: 'x' })
    await publish('a', { MessageTag: 'x' })
    await publish('b', { MessageTag: 'y' })
    await publish('c')
    const { root } = await receive('numOfMessages=16')
    expect(root!.children.map(one => fieldsOf(one).MessageBody)).toEqual(['a'])
    await expectRefusal(publish('d', { MessageTag: 'x'.repeat(17) }), 400, 'InvalidArgument')
  })

  test('properties arrive too, and what is said of mail is passed over', async () => {
    const { ask, subscribe, receive } = await openTopic()
    await subscribe()
    const property = xml('PropertyValue', { Name: 'a', Value: 'b', Type: 'STRING' })
    const inner = `<MessageBody>x</MessageBody><MessageAttributes><DirectMail>{"a":1}</DirectMail></MessageAttributes><UserProperties>${property}</UserProperties>`
    expect((await ask('POST', '/topics/t/messages', `<Message>${inner}</Message>`)).status).toBe(201)
    expect((await receive()).text).toContain(`<UserProperties>\n${property}</UserProperties>`)
  })

  test('a topic takes messages up to its size', async () => {
    const { publish } = await openTopic({ MaximumMessageSize: 1024 })
    expect((await publish('x'.repeat(1024))).status).toBe(201)
    await expectRefusal(publish('x'.repeat(1025)), 400, 'InvalidArgument')
  })

  test('71. of a subscription the strategy is set, and the tag; the endpoint stays', async () => {
    const { ask, subscribe, subscription } = await openTopic()
    await subscribe()
    const set = (fields: Fields, target = at) => ask('PUT', `${target}?metaoverride=true`, xml('Subscription', fields))
    expect(await subscription()).toMatchObject({ NotifyStrategy: 'BACKOFF_RETRY', NotifyContentFormat: 'SIMPLIFIED' })
    const other = { NotifyStrategy: 'EXPONENTIAL_DECAY_RETRY', FilterTag: 'x', Endpoint: 'http://host/x' }
    expect((await set(other)).status).toBe(204)
    const after = await subscription()
    expect(after).toEqual({
      SubscriptionName: 's',
      Subscriber: '000000000000',
      TopicOwner: '000000000000',
      TopicName: 't',
      Endpoint: queueEndpoint,
      NotifyStrategy: 'EXPONENTIAL_DECAY_RETRY',
      NotifyContentFormat: 'SIMPLIFIED',
      FilterTag: 'x',
      CreateTime: after.LastModifyTime,
      LastModifyTime: after.LastModifyTime,
    })
    expect((await set({ FilterTag: '' })).status).toBe(204)
    expect(await subscription()).not.toHaveProperty('FilterTag')
    await expectRefusal(set({}, '/topics/t/subscriptions/none'), 404, 'SubscriptionNotExist')
  })

  test('72. a subscription ends', async () => {
    const { ask, subscribe, publish, receive } = await openTopic()
    await subscribe()
    for (let time = 0; time < 2; time++) expect((await ask('DELETE', at)).status).toBe(204)
    await publish('x')
    await expectRefusal(receive(), 404, 'MessageNotExist')
    await expectRefusal(ask('DELETE', '/topics/none/subscriptions/s'), 404, 'TopicNotExist')
  })

  test('73. subscriptions are listed', async () => {
    const { ask, subscribe, origin } = await openTopic()
    for (const name of ['s1', 's2']) await subscribe({}, `/topics/t/subscriptions/${name}`)
    const list = (headers: Record<string, string> = {}, topic = 't') =>
      ask('GET', `/topics/${topic}/subscriptions`, undefined, { headers })
    const whole = await list()
    expect(shapeOf(whole)).toEqual(['Subscriptions', ['Subscription', 'Subscription']])
    expect(fieldsOf(whole.root!.children[0])).toEqual({ SubscriptionURL: `${origin}/topics/t/subscriptions/s1` })
    const first = await list({ 'x-mns-ret-number': '1' })
    const next = { 'x-mns-ret-number': '1', 'x-mns-marker': fieldsOf(first.root).NextMarker! }
    expect(shapeOf(await list(next))).toEqual(['Subscriptions', ['Subscription']])
    const [meta] = (await list({ 'x-mns-with-meta': 'true' })).root!.children
    expect(fieldsOf(meta)).toMatchObject({ SubscriptionName: 's1', Endpoint: queueEndpoint })
    await expectRefusal(list({}, 'none'), 404, 'TopicNotExist')
  })

  test('74. what is not there is told by name', async () => {
    const { ask } = await openTopic()
    const message = xml('Message', { MessageBody: 'x' })
    await expectRefusal(ask('POST', '/topics/none/messages', message), 404, 'TopicNotExist')
    await expectRefusal(ask('PUT', '/topics/none?metaoverride=true', '<Topic/>'), 404, 'TopicNotExist')
    await expectRefusal(ask('GET', at), 404, 'SubscriptionNotExist')
    await expectRefusal(ask('GET', '/topics/none/subscriptions/s'), 404, 'TopicNotExist')
  })

  test.each([
    'ftp://x',
    'acs:mns:cn:1',
    'acs:mns:cn:1:queues/1$x',
    'http://',
    'http://user:secret@host/',
    'http://127.0.0.1/',
    'http://0x7f.1/',
    'http://[::1]/',
    `http://host/${'x'.repeat(2048)}`,
    'mail:directmail:a@example.com',
    'sms:directsms:anonymous',
    'push:1',
    '',
  ])('75. nothing is delivered to %s', async Endpoint => {
    const { subscribe } = await openTopic()
    await expectRefusal(subscribe({ Endpoint }), 400, 'EndpointInvalid')
  })

  test('76. region and account of an endpoint are not ours to judge', async () => {
    const { subscribe, publish, take, subscription } = await openTopic()
    const Endpoint = 'acs:mns:0:127:queues/q'
    expect((await subscribe({ Endpoint })).status).toBe(201)
    expect((await subscription()).Endpoint).toBe(Endpoint)
    await publish('x')
    expect((await take()).MessageBody).toBe('x')
  })

  test('a subscription has a dead-letter queue, shown where it is set', async () => {
    const { ask } = await openTopic()
    const policy = (queue: string) =>
      `<Subscription><Endpoint>http://host:1/</Endpoint>${xml('DlqPolicy', { Enabled: 'True', DeadLetterTargetQueue: queue })}</Subscription>`
    await expectRefusal(ask('PUT', at, policy('none')), 400, 'InvalidArgument')
    expect((await ask('PUT', at, policy('q'))).status).toBe(201)
    expect((await ask('GET', at)).text).toContain('<DeadLetterTargetQueue>q</DeadLetterTargetQueue>')
    const off = `<Subscription>${xml('DlqPolicy', { Enabled: 'False' })}</Subscription>`
    expect((await ask('PUT', `${at}?metaoverride=true`, off)).status).toBe(204)
    expect((await ask('GET', at)).text).not.toContain('DlqPolicy')
  })

  test('what another protocol has changed is shown as it is', async () => {
    const { app, subscribe, subscription } = await openTopic()
    await subscribe()
    await app.perform(
      { name: 'one', may: () => true },
      'updateSubscription',
      {
        topic: 't',
        subscription: 's',
        settings: { endpoint: { kind: 'http', url: 'http://host/x' }, format: 'json' },
        expected: 'present',
      },
      new AbortController().signal,
    )
    expect(await subscription()).toMatchObject({ Endpoint: 'http://host/x', NotifyContentFormat: 'JSON' })
  })
})
