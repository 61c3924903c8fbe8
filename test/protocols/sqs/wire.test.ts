import { describe, expect, test } from 'vitest'
import { checkHeaders } from './harness/client.ts'
import { jsonClient, readAnswer } from './harness/jsonClient.ts'
import { expectRefusal, refusal, type Scene, worlds, worldsOf } from './harness/open.ts'
import { queryClient, readXml } from './harness/queryClient.ts'
import { toForm } from './harness/queryForm.ts'
import { aQueue } from './harness/queue.ts'

const form = 'application/x-www-form-urlencoded'
const path = '/000000000000/q'
const hello = '5d41402abc4b2a76b9719d911017c592'

const openQueue = async (open: () => Promise<Scene>) => {
  const scene = await open()
  return { ...scene, ...(await aQueue(scene)) }
}

describe.each(worldsOf('JSON'))('the wire of %s', (_name, open) => {
  test('18. any path will do', async () => {
    const { exchange, url, counts } = await openQueue(open)
    for (const target of [path, '/base/', '/', '/base/000000000000/other', '/?x=y']) {
      const sent = jsonClient(exchange, target)('SendMessage', { QueueUrl: url, MessageBody: 'hello' })
      expect(await sent).toMatchObject({ MD5OfMessageBody: hello })
    }
    expect(await counts()).toEqual([5, 0, 0])
  })

  test('18. what says that it is JSON 1.1, with a charset, or in capitals is understood', async () => {
    const { exchange } = await openQueue(open)
    for (const type of [
      'application/x-amz-json-1.1',
      'application/x-amz-json-1.0; charset=utf-8',
      'APPLICATION/X-AMZ-JSON-1.0',
    ])
      expect(
        await jsonClient(exchange)('GetQueueUrl', { QueueName: 'q' }, { headers: { 'content-type': type } }),
      ).toEqual({
        QueueUrl: expect.stringMatching(/q$/),
      })
  })

  test('103. an operation without output answers an object', async () => {
    const { call } = await openQueue(open)
    expect(await call('SetQueueAttributes', { Attributes: { DelaySeconds: '0' } })).toEqual({})
    expect(await call('PurgeQueue')).toEqual({})
    expect(await call('DeleteQueue')).toEqual({})
  })

  test('105. null and empty lists are as if they were not there', async () => {
    const { call, send } = await openQueue(open)
    await send('hello')
    const nothing = { MaxNumberOfMessages: null, WaitTimeSeconds: null, VisibilityTimeout: null, Unknown: 1 }
    const lists = { AttributeNames: [], MessageAttributeNames: [], MessageSystemAttributeNames: null }
    const { Messages } = await call('ReceiveMessage', { ...nothing, ...lists, ReceiveRequestAttemptId: null })
    expect(Messages.map((message: object) => Object.keys(message).sort())).toEqual([
      ['Body', 'MD5OfBody', 'MessageId', 'ReceiptHandle'],
    ])
    const empty = { MessageAttributes: null, MessageGroupId: null, MessageDeduplicationId: null, DelaySeconds: null }
    await send('x', { ...empty, MessageSystemAttributes: null })
  })

  test('numbers may be given as texts, and texts as numbers', async () => {
    const { call, send, receive, sqs } = await openQueue(open)
    await send('a', { DelaySeconds: '0' })
    expect(await receive({ MaxNumberOfMessages: '1', WaitTimeSeconds: '0', VisibilityTimeout: '0' })).toHaveLength(1)
    await call('SetQueueAttributes', { Attributes: { VisibilityTimeout: 7, SqsManagedSseEnabled: false } })
    const { Attributes } = await call('GetQueueAttributes', { AttributeNames: ['All'] })
    expect(Attributes).toMatchObject({ VisibilityTimeout: '7', SqsManagedSseEnabled: 'false' })
    await sqs('CreateQueue', { QueueName: 'x.fifo', Attributes: { FifoQueue: true } })
  })

  test('108. text may come as UTF-8 or escaped', async () => {
    const { exchange, receive } = await openQueue(open)
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' }
    const body = '{"QueueUrl":"q","MessageBody":"h\\u00e9llo \\"x\\"\\n\\ud83d\\ude00"}'
    const sent = readAnswer(await exchange({ headers, body }))
    expect(sent.MD5OfMessageBody).toBe('00ea07e797acfd3d975cff29d10161a8')
    expect(await receive()).toMatchObject([{ Body: 'héllo "x"\n😀', MD5OfBody: sent.MD5OfMessageBody }])
  })

  test('half of a pair of surrogates is no character', async () => {
    const { send } = await openQueue(open)
    await expectRefusal(send('a\ud800b'), 'InvalidMessageContents', /'#xD800'/)
    await expectRefusal(send('\udc00'), 'InvalidMessageContents')
  })

  test.each(['Nothing', '', 'toString', 'sendMessage'])(
    'the target %j is unknown (our choice of words)',
    async name => {
      const { exchange } = await open()
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${name}` }
      const heard = await exchange({ headers, body: '{}' })
      expect(heard.status).toBe(400)
      expect(JSON.parse(heard.body).__type).toMatch(/UnknownOperationException$/)
      checkHeaders(heard)
    },
  )

  test.each(['{', '[]', '"x"', 'null', '1', '\u0000', '{"QueueUrl":{}}', '{"QueueUrl":"q","MessageBody":[1]}'])(
    'the body %j is refused as a bad request',
    async body => {
      const { exchange } = await openQueue(open)
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' }
      const heard = await exchange({ headers, body })
      expect(heard.status).toBe(400)
      expect(JSON.parse(heard.body)).toMatchObject({
        __type: expect.stringMatching(/./),
        message: expect.stringMatching(/./),
      })
      checkHeaders(heard)
    },
  )

  test('15. an error says its query code in a header, with or without the mode', async () => {
    const { sqs } = await open()
    for (const headers of [{}, { 'x-amzn-query-mode': 'true' }] as Record<string, string>[]) {
      const refused = await refusal(sqs('GetQueueUrl', { QueueName: 'nope' }, { headers }))
      expect(refused.headers['x-amzn-query-error']).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender')
    }
  })
})

describe.each(worldsOf('Query'))('the wire of %s', (_name, open) => {
  const ask = async ({ exchange }: Scene, operation: string, target: string, body?: string) =>
    readXml(
      operation,
      await exchange(
        body === undefined ? { method: 'GET', target } : { target, body, headers: { 'content-type': form } },
      ),
    )

  test('94. an unknown action is refused by its name', async () => {
    const scene = await openQueue(open)
    const said = 'The action FooBar is not valid for this endpoint.'
    await expectRefusal(scene.sqs('FooBar'), 'InvalidAction', said)
    await expectRefusal(ask(scene, 'FooBar', `${path}?Action=FooBar`), 'InvalidAction', said)
    await expectRefusal(scene.sqs('toString'), 'InvalidAction')
  })

  test.each(['CreateQueue', 'ListQueues'])('94. %s is no action of a queue', async action => {
    const scene = await openQueue(open)
    const said = `The action ${action} is not valid for this endpoint.`
    await expectRefusal(ask(scene, action, path, `Action=${action}&QueueName=x`), 'InvalidAction', said)
  })

  test('95. a queue that is only looked at answers that it knows no such operation', async () => {
    const { exchange } = await openQueue(open)
    const heard = await exchange({ method: 'GET', target: path })
    expect(heard.status).toBe(404)
    expect(heard.body).toContain('<UnknownOperationException/>')
    checkHeaders(heard)
  })

  test('96. a GET with un-numbered lists', async () => {
    const scene = await openQueue(open)
    const send = 'Action=SendMessage&MessageBody=hello&MessageAttribute.Name=k'
    const value = '&MessageAttribute.Value.DataType=String&MessageAttribute.Value.StringValue=x'
    await ask(scene, 'SendMessage', path, send + value)
    const wish = 'Action=ReceiveMessage&AttributeName=All&MessageAttributeName=All&Version=2009-02-01'
    const { Messages } = await ask(scene, 'ReceiveMessage', `${path}?${wish}`)
    expect(Messages).toMatchObject([
      { Attributes: { ApproximateReceiveCount: '1' }, MD5OfMessageAttributes: 'a45daa70926828a2f0a1db3418e6feb4' },
    ])
    await ask(
      scene,
      'SetQueueAttributes',
      `${path}?Action=SetQueueAttributes&Attribute.Name=DelaySeconds&Attribute.Value=4`,
    )
    expect(await scene.attributes('DelaySeconds')).toEqual({ DelaySeconds: '4' })
  })

  test('lists may have gaps, and numbers in any order', async () => {
    const scene = await openQueue(open)
    const names = 'AttributeName.7=DelaySeconds&AttributeName.3=VisibilityTimeout'
    const { Attributes } = await ask(scene, 'GetQueueAttributes', '/', `Action=GetQueueAttributes&QueueUrl=q&${names}`)
    expect(Attributes).toEqual({ DelaySeconds: '0', VisibilityTimeout: '30' })
    const batch = [12, 5].map(at => {
      const entry = `SendMessageBatchRequestEntry.${at}`
      return `${entry}.Id=n${at}&${entry}.MessageBody=x&${entry}.MessageAttribute.1.Name=k&${entry}.MessageAttribute.1.Value.DataType=String&${entry}.MessageAttribute.1.Value.StringValue=x`
    })
    const { Successful } = await ask(
      scene,
      'SendMessageBatch',
      '/',
      `Action=SendMessageBatch&QueueUrl=q&${batch.join('&')}`,
    )
    expect(Successful).toMatchObject([
      { Id: 'n5' },
      { Id: 'n12', MD5OfMessageAttributes: 'a45daa70926828a2f0a1db3418e6feb4' },
    ])
  })

  test('what has more parts than its name says nothing', async () => {
    const scene = await openQueue(open)
    await ask(scene, 'TagQueue', path, 'Action=TagQueue&Tag.1.Key=a&Tag.1.Value.0=b')
    const tags = await ask(scene, 'ListQueueTags', path, 'Action=ListQueueTags')
    expect(tags).toEqual({ Tags: { a: '' } })
    const untag = ask(scene, 'UntagQueue', path, 'Action=UntagQueue&TagKey.1.x=a')
    await expectRefusal(untag, 'InvalidParameterValue')
  })

  test('the queue is that of the parameter, else that of the path', async () => {
    const scene = await openQueue(open)
    const other = await aQueue(scene, { name: 'other' })
    await ask(scene, 'SendMessage', path, 'Action=SendMessage&MessageBody=hello')
    await ask(scene, 'SendMessage', `/base${path}`, 'Action=SendMessage&MessageBody=hello')
    await ask(
      scene,
      'SendMessage',
      path,
      `Action=SendMessage&MessageBody=hello&QueueUrl=${encodeURIComponent(other.url)}`,
    )
    expect(await scene.counts()).toEqual([2, 0, 0])
    expect(await other.counts()).toEqual([1, 0, 0])
    await queryClient(scene.exchange, path)('PurgeQueue')
    expect(await scene.counts()).toEqual([0, 0, 0])
  })

  test('a plus is a space, and a percent sign says UTF-8', async () => {
    const scene = await openQueue(open)
    await ask(scene, 'SendMessage', path, 'Action=SendMessage&MessageBody=a+b%20c%2B%C3%BC')
    expect(await scene.bodies()).toEqual(['a b c+ü'])
  })

  test('a type with any charset, in capitals, or none at all is understood', async () => {
    const { exchange } = await openQueue(open)
    for (const type of [`${form}; charset=ISO-8859-1`, form.toUpperCase(), undefined]) {
      const headers = type === undefined ? {} : { 'content-type': type }
      const body = toForm([['MessageBody', 'x']])
      const heard = await exchange({
        target: `${path}?Action=SendMessage&${body}`,
        headers,
        body: type === undefined ? '' : body,
      })
      expect(readXml('SendMessage', heard)).toHaveProperty('MessageId')
    }
  })

  test('empty parameters are absent ones', async () => {
    const scene = await openQueue(open)
    const list = await ask(scene, 'ListQueues', '/', 'Action=ListQueues&QueueNamePrefix=&MaxResults=&NextToken=')
    expect(list.QueueUrls).toHaveLength(1)
  })

  test('45. nothing received is an element without content', async () => {
    const { exchange } = await openQueue(open)
    const heard = await exchange({ method: 'GET', target: `${path}?Action=ReceiveMessage` })
    expect(heard.body).toMatch(/<ReceiveMessageResult\s*\/>|<ReceiveMessageResult><\/ReceiveMessageResult>/)
  })

  test.each([
    ...['MessageSystemAttributeName.1=SentTimestamp', 'MessageSystemAttributeNames.1=SentTimestamp'],
    'AttributeName.1=SentTimestamp',
  ])('system attributes are named by %s', async names => {
    const scene = await openQueue(open)
    await scene.send('x')
    const { Messages } = await ask(scene, 'ReceiveMessage', `${path}?Action=ReceiveMessage&${names}`)
    expect(Object.keys(Messages[0].Attributes)).toEqual(['SentTimestamp'])
  })
})

describe.each(worlds)('every answer by %s', (_name, open) => {
  // The clients of this suite hold every single answer to it; here it is seen on both kinds of answers.
  test('103. has a request id of its own and a date', async () => {
    const { exchange, sqs, protocol } = await open()
    const client = protocol === 'JSON' ? jsonClient : queryClient
    const ids = new Set<string | undefined>()
    const listening = client(async sent => {
      const heard = await exchange(sent)
      checkHeaders(heard)
      ids.add(heard.headers['x-amzn-requestid'])
      return heard
    })
    await listening('ListQueues')
    await refusal(listening('GetQueueUrl', { QueueName: 'nope' }))
    await refusal(listening('CreateQueue', { QueueName: 'a b' }))
    expect(ids.size).toBe(3)
    expect(await sqs('ListQueues')).toEqual({})
  })

  test('header names may be in any case', async () => {
    const { sqs } = await open()
    const headers = { 'X-AMZ-DATE': '20260101T000000Z', Connection: 'close', 'Accept-Encoding': 'gzip' }
    expect(await sqs('ListQueues', {}, { headers })).toEqual({})
  })
})
