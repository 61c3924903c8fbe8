import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { startMs } from '../../fixtures.ts'
import { expectRefusal, worlds } from './harness/open.ts'
import { aQueue, text } from './harness/queue.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const charactersAllowed =
  'was found in the message body, the set of allowed characters is ' +
  '#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].'
const tooLong = (bytes: number): string =>
  `One or more parameters are invalid. Reason: Message must be shorter than ${bytes} bytes.`
const notForThisType = (name: string, value: string): string =>
  `Value ${value} for parameter ${name} is invalid. Reason: The request include parameter that is not valid for this queue type.`
const badId = (name: string, value: string): string =>
  `Value ${value} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`
const md5 = (body: string): string => createHash('md5').update(body).digest('hex')

describe.each(worlds)('sending by %s', (_name, open) => {
  const openQueue = async (attributes: Record<string, string> = {}) => {
    const scene = await open()
    return { ...scene, ...(await aQueue(scene, { attributes })) }
  }

  test('26. a message sent is told by its id and digest, and nothing else', async () => {
    const { send } = await openQueue()
    const sent = await send('hello')
    expect(sent).toEqual({ MessageId: expect.any(String), MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' })
    expect(sent.MessageId).toMatch(uuid)
  })

  test('27. attributes have a digest of their own', async () => {
    const { send } = await openQueue()
    const sent = await send('a', { MessageAttributes: { k: text('x') } })
    expect(sent).toMatchObject({
      MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661',
      MD5OfMessageAttributes: 'a45daa70926828a2f0a1db3418e6feb4',
    })
    expect(await send('a', { MessageAttributes: {} })).not.toHaveProperty('MD5OfMessageAttributes')
  })

  test('28. an empty body is a missing one', async () => {
    const { send } = await openQueue()
    await expectRefusal(send(''), 'MissingParameter', 'The request must contain the parameter MessageBody.')
  })

  test('29. a character that XML cannot say is refused by its number', async () => {
    const { send, counts } = await openQueue()
    for (const [character, number] of Object.entries({
      '\u0001': '1',
      '\u001f': '1F',
      '\ufffe': 'FFFE',
      '\uffff': 'FFFF',
      '\0': '0',
    })) {
      const said = `Invalid binary character '#x${number}' ${charactersAllowed}`
      await expectRefusal(send(`a${character}b`), 'InvalidMessageContents', said)
    }
    expect(await counts()).toEqual([0, 0, 0])
  })

  test('30. every other comes back as it was sent', async () => {
    const { json, query, url, send } = await openQueue()
    const body = [
      '  \t\n\r\r\n "\'&<>]]>&amp;%41+ ',
      '😀\u{10ffff}\u{10000}\ud7ff\ue000\ufffd\u0085\u2028\u007f\u00a0',
      'e\u0301 é ',
    ].join('')
    const attributes = { 'any.name-_1': text(body), n: { DataType: 'Number.int', StringValue: '007.50' } }
    const { MD5OfMessageBody } = await send(body, { MessageAttributes: attributes })
    expect(MD5OfMessageBody).toBe(md5(body))
    for (const client of [json, query]) {
      const wish = { QueueUrl: url, VisibilityTimeout: 0, MessageAttributeNames: ['All'] }
      const { Messages } = await client('ReceiveMessage', wish)
      expect(Messages).toMatchObject([{ Body: body, MD5OfBody: md5(body), MessageAttributes: attributes }])
    }
  })

  test('a body of white space alone comes back whole', async () => {
    const { send, bodies } = await openQueue()
    for (const body of [' ', '\n', '\r', '\t \r\n ']) await send(body)
    expect((await bodies()).sort()).toEqual([' ', '\n', '\r', '\t \r\n '].sort())
  })

  test('31. a mebibyte is the most', async () => {
    const { send, receive } = await openQueue()
    const body = 'x'.repeat(1_048_576)
    await send(body)
    await expectRefusal(send(`${body}x`), 'InvalidParameterValue', tooLong(1_048_576))
    const [message] = await receive()
    expect(message.Body === body).toBe(true)
  })

  test('31. it counts in bytes of UTF-8', async () => {
    const { send, counts } = await openQueue()
    await send('é'.repeat(524_288))
    await expectRefusal(send('é'.repeat(524_289)), 'InvalidParameterValue', tooLong(1_048_576))
    expect(await counts()).toEqual([1, 0, 0])
  })

  test('32. names, types and values of attributes count, system attributes do not', async () => {
    const { send } = await openQueue({ MaximumMessageSize: '1024' })
    const MessageAttributes = { k: text('x') }
    await expectRefusal(send('x'.repeat(1020), { MessageAttributes }), 'InvalidParameterValue', tooLong(1024))
    await expectRefusal(send('x'.repeat(1017), { MessageAttributes }), 'InvalidParameterValue', tooLong(1024))
    await send('x'.repeat(1016), { MessageAttributes })
    await send('x'.repeat(1024), { MessageSystemAttributes: { AWSTraceHeader: text('Root=1-5759e988') } })
    const blob = { b: { DataType: 'Binary', BinaryValue: Buffer.alloc(1000).toString('base64') } }
    await send('x'.repeat(17), { MessageAttributes: blob })
    await expectRefusal(send('x'.repeat(18), { MessageAttributes: blob }), 'InvalidParameterValue', tooLong(1024))
  })

  test('36. a delay is 900 seconds at most', async () => {
    const { send } = await openQueue()
    for (const DelaySeconds of [901, -1]) await expectRefusal(send('x', { DelaySeconds }), 'InvalidParameterValue')
    await send('x', { DelaySeconds: 900 })
  })

  test('36. the text names the delay and its range (our choice)', async () => {
    const { send } = await openQueue()
    const said = 'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.'
    await expectRefusal(send('x', { DelaySeconds: 901 }), 'InvalidParameterValue', said)
  })

  test('37. the delay of a message goes before that of its queue, 0 too', async () => {
    const { send, bodies, counts, advance } = await openQueue({ DelaySeconds: '5' })
    await send('queue')
    await send('now', { DelaySeconds: 0 })
    await send('own', { DelaySeconds: 10 })
    expect(await counts()).toEqual([1, 0, 2])
    expect(await bodies()).toEqual(['now'])
    await advance(5)
    expect(await bodies()).toEqual(['queue'])
    await advance(5)
    expect(await bodies()).toEqual(['own'])
  })

  test('a changed delay of a standard queue is for what is sent from then on', async () => {
    const { send, call, bodies } = await openQueue({ DelaySeconds: '5' })
    await send('before')
    await call('SetQueueAttributes', { Attributes: { DelaySeconds: '0' } })
    await send('after')
    expect(await bodies()).toEqual(['after'])
  })

  test('38. on a standard queue a group is told, and neither orders nor locks', async () => {
    const { send, receive } = await openQueue()
    for (const body of ['a', 'b', 'b']) await send(body, { MessageGroupId: 'g' })
    const [first, ...none] = await receive({ MaxNumberOfMessages: 1 })
    expect(none).toEqual([])
    expect(first.Attributes).toMatchObject({ MessageGroupId: 'g' })
    expect(first.Attributes).not.toHaveProperty('SequenceNumber')
    expect(await receive()).toHaveLength(2)
  })

  test('39. on a standard queue there is no deduplication id (our choice of text)', async () => {
    const { send, counts } = await openQueue()
    const said = notForThisType('MessageDeduplicationId', 'd')
    await expectRefusal(send('x', { MessageDeduplicationId: 'd' }), 'InvalidParameterValue', said)
    expect(await counts()).toEqual([0, 0, 0])
  })

  test('40. a group is 1 to 128 letters, digits and punctuation', async () => {
    const { send } = await openQueue()
    for (const id of ['', 'x'.repeat(129), 'a b', 'ä', 'a\tb', '\u007f'])
      await expectRefusal(send('x', { MessageGroupId: id }), 'InvalidParameterValue', badId('MessageGroupId', id))
    const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'
    for (const id of [punctuation, 'x'.repeat(128)]) await send('x', { MessageGroupId: id })
  })

  test('102. the trace header of a request goes with the message', async () => {
    const { sqs, url, receive, send } = await openQueue()
    const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
    const headers = { 'x-amzn-trace-id': trace }
    const sent = await sqs('SendMessage', { QueueUrl: url, MessageBody: 'a' }, { headers })
    expect(sent).not.toHaveProperty('MD5OfMessageAttributes')
    const [message] = await receive()
    expect(message.Attributes).toMatchObject({ AWSTraceHeader: trace })
    await send('b')
    expect((await receive())[0].Attributes).not.toHaveProperty('AWSTraceHeader')
  })

  test('102. one that is sent as a system attribute goes before it', async () => {
    const { sqs, url, receive } = await openQueue()
    const MessageSystemAttributes = { AWSTraceHeader: text('Root=1-own') }
    const headers = { 'x-amzn-trace-id': 'Root=1-other' }
    await sqs('SendMessage', { QueueUrl: url, MessageBody: 'a', MessageSystemAttributes }, { headers })
    expect((await receive())[0].Attributes).toMatchObject({ AWSTraceHeader: 'Root=1-own' })
  })

  test('a standard message tells four things of itself', async () => {
    const { send, receive, advance } = await openQueue()
    const { MessageId, MD5OfMessageBody } = await send('x')
    await advance(3)
    const [{ ReceiptHandle, ...message }] = await receive()
    expect(ReceiptHandle).not.toBe('')
    expect(message).toEqual({
      MessageId,
      MD5OfBody: MD5OfMessageBody,
      Body: 'x',
      Attributes: {
        SenderId: expect.stringMatching(/./),
        SentTimestamp: `${startMs}`,
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: `${startMs + 3000}`,
      },
    })
  })
})
