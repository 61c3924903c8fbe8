import { describe, expect, test } from 'vitest'
import { expectRefusal, settled, worlds } from './harness/open.ts'
import { aQueue, begun, handlesOf, text } from './harness/queue.ts'

describe.each(worlds)('receiving by %s', (_name, open) => {
  const openQueue = async (attributes: Record<string, string> = {}) => {
    const scene = await open()
    return { ...scene, ...(await aQueue(scene, { attributes })) }
  }

  test('45. an empty queue answers nothing', async () => {
    const { call } = await openQueue()
    expect(await call('ReceiveMessage')).toEqual({})
    expect(await call('ReceiveMessage', { WaitTimeSeconds: 0 })).toEqual({})
  })

  test.each([0, 11, -1])('49. %i messages are refused', async MaxNumberOfMessages => {
    const { call } = await openQueue()
    const said = `Value ${MaxNumberOfMessages} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`
    await expectRefusal(call('ReceiveMessage', { MaxNumberOfMessages }), 'InvalidParameterValue', said)
  })

  test.each([21, -1])('49. a wait of %i seconds is refused', async WaitTimeSeconds => {
    const { call } = await openQueue()
    const said = `Value ${WaitTimeSeconds} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`
    await expectRefusal(call('ReceiveMessage', { WaitTimeSeconds }), 'InvalidParameterValue', said)
  })

  test.each([-1, 43_201])('a visibility timeout of %i seconds is refused', async VisibilityTimeout => {
    const { call } = await openQueue()
    await expectRefusal(call('ReceiveMessage', { VisibilityTimeout }), 'InvalidParameterValue')
  })

  test('50. who does not say how many gets one', async () => {
    const { call, send } = await openQueue()
    for (const body of ['a', 'b', 'c']) await send(body)
    expect((await call('ReceiveMessage')).Messages).toHaveLength(1)
    expect((await call('ReceiveMessage', { MaxNumberOfMessages: 10 })).Messages).toHaveLength(2)
  })

  test('51. who names nothing gets the message and nothing of it besides', async () => {
    const { call, send } = await openQueue()
    const { MessageId } = await send('hello', { MessageAttributes: { k: text('x') } })
    const { Messages } = await call('ReceiveMessage')
    const MD5OfBody = '5d41402abc4b2a76b9719d911017c592'
    expect(Messages).toEqual([{ MessageId, ReceiptHandle: expect.any(String), MD5OfBody, Body: 'hello' }])
  })

  test.each([
    [['All'], ['Help.Me', 'Hello', 'General'], '4c360f3fdafd970e05fae2f149d997f5'],
    [['*'], ['Help.Me', 'Hello', 'General'], '4c360f3fdafd970e05fae2f149d997f5'],
    [['.*'], ['Help.Me', 'Hello', 'General'], '4c360f3fdafd970e05fae2f149d997f5'],
    [['Hel.*'], ['Help.Me', 'Hello'], '83fee93c1bcd8b9a5a923ffacdc636c7'],
    [['Hello', 'General'], ['Hello', 'General'], 'fca026605781cb4126a1e9044df24232'],
    [['Hello', 'Foo', 'AWS.', '..foo'], ['Hello'], 'a311262e065454b75da111d535b8dacd'],
    [['Hello'], ['Hello'], 'a311262e065454b75da111d535b8dacd'],
    [['hello', 'Hel', 'ello', 'H.lo'], undefined, undefined],
    [['Foo'], undefined, undefined],
    [[], undefined, undefined],
  ])(
    '52. of the attributes %j gives what it names, with their digest',
    async (MessageAttributeNames, names, digest) => {
      const { receive, send } = await openQueue()
      const all = { 'Help.Me': text('Me'), Hello: text('There'), General: text('Kenobi') }
      await send('x', { MessageAttributes: all })
      const [message] = await receive({ MessageAttributeNames })
      const kept = names && Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
      expect(message.MessageAttributes).toEqual(kept)
      expect(message.MD5OfMessageAttributes).toBe(digest)
    },
  )

  test('system attributes are given as named; those that do not apply are left out', async () => {
    const { receive, send } = await openQueue()
    await send('x')
    const namesOf = async (more: object) => {
      const [message] = await receive({ VisibilityTimeout: 0, AttributeNames: [], ...more })
      return message.Attributes && Object.keys(message.Attributes).sort()
    }
    expect(await namesOf({ AttributeNames: ['SentTimestamp'] })).toEqual(['SentTimestamp'])
    expect(await namesOf({ MessageSystemAttributeNames: ['SenderId'] })).toEqual(['SenderId'])
    expect(await namesOf({ MessageSystemAttributeNames: ['All'] })).toHaveLength(4)
    const foreign = ['SequenceNumber', 'MessageGroupId', 'MessageDeduplicationId', 'AWSTraceHeader']
    expect(await namesOf({ AttributeNames: foreign })).toBeUndefined()
    expect(await namesOf({})).toBeUndefined()
  })

  test('an unknown system attribute is refused (our choice)', async () => {
    const { receive } = await openQueue()
    await expectRefusal(receive({ AttributeNames: ['Foobar'] }), 'InvalidAttributeName')
    await expectRefusal(receive({ MessageSystemAttributeNames: ['Foobar'] }), 'InvalidAttributeName')
  })

  test('53. what was received is in flight, and not received again', async () => {
    const { send, receive, counts, advance } = await openQueue()
    await send('x')
    expect(await receive()).toHaveLength(1)
    await advance(29)
    expect(await receive()).toEqual([])
    expect(await counts()).toEqual([0, 1, 0])
    await advance(1)
    expect(await counts()).toEqual([1, 0, 0])
    expect(await receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: '2' } }])
  })

  test('54. received with no timeout it stays visible; each receive counts and has its own handle', async () => {
    const { send, receive, counts } = await openQueue()
    const { MessageId } = await send('x')
    const [first] = await receive({ VisibilityTimeout: 0 })
    const [second] = await receive({ VisibilityTimeout: 0 })
    expect([first.MessageId, second.MessageId]).toEqual([MessageId, MessageId])
    expect(first.ReceiptHandle).not.toBe(second.ReceiptHandle)
    expect(first.Attributes.ApproximateReceiveCount).toBe('1')
    expect(second.Attributes.ApproximateReceiveCount).toBe('2')
    expect(await counts()).toEqual([1, 0, 0])
  })

  test("a receive's own timeout goes before that of the queue", async () => {
    const { send, receive, advance } = await openQueue({ VisibilityTimeout: '5' })
    await send('x')
    await receive({ VisibilityTimeout: 60 })
    await advance(59)
    expect(await receive()).toEqual([])
    await advance(1)
    expect(await receive()).toHaveLength(1)
    await advance(5)
    expect(await receive()).toHaveLength(1)
  })

  test('46. a long poll of an empty queue ends after its time', async () => {
    const { call, sleepers, advance } = await openQueue()
    const poll = begun(call('ReceiveMessage', { WaitTimeSeconds: 2 }))
    await sleepers.are(1)
    await advance(1.999)
    expect(poll).not.toHaveProperty('answer')
    await advance(0.002)
    await sleepers.are(0)
    await poll.done
    expect(poll.answer).toEqual({})
  })

  test('46. the queue says how long where the request does not; 0 does not wait', async () => {
    const { call, sleepers, advance } = await openQueue({ ReceiveMessageWaitTimeSeconds: '2' })
    expect(await call('ReceiveMessage', { WaitTimeSeconds: 0 })).toEqual({})
    const poll = begun(call('ReceiveMessage'))
    await sleepers.are(1)
    await advance(2.001)
    await poll.done
    expect(poll.answer).toEqual({})
  })

  test('47. a long poll is answered by the next message', async () => {
    const { call, send, sleepers } = await openQueue()
    const poll = begun(call('ReceiveMessage', { WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }))
    await sleepers.are(1)
    await send('x')
    await poll.done
    expect(poll.answer.Messages).toMatchObject([{ Body: 'x' }])
  })

  test('48. a poll whose caller hung up takes no message', async () => {
    const { sqs, url, send, receive, sleepers } = await openQueue()
    const caller = new AbortController()
    const wish = { QueueUrl: url, WaitTimeSeconds: 20 }
    const poll = begun(sqs('ReceiveMessage', wish, { signal: caller.signal }))
    await sleepers.are(1)
    caller.abort()
    await poll.done
    await sleepers.are(0)
    await send('x')
    expect(await receive()).toMatchObject([{ Body: 'x', Attributes: { ApproximateReceiveCount: '1' } }])
  })

  test('106. a long poll is answered when a delay ends', async () => {
    const { call, send, sleepers, advance } = await openQueue()
    await send('x', { DelaySeconds: 2 })
    const poll = begun(call('ReceiveMessage', { WaitTimeSeconds: 10 }))
    await sleepers.are(1)
    await advance(1.999)
    expect(poll).not.toHaveProperty('answer')
    await advance(0.001)
    await poll.done
    expect(poll.answer.Messages).toMatchObject([{ Body: 'x' }])
  })

  test('a long poll is answered when a timeout ends, and when one is ended', async () => {
    const { call, send, receive, sleepers, advance } = await openQueue()
    await send('x')
    await receive({ VisibilityTimeout: 5 })
    const first = begun(call('ReceiveMessage', { WaitTimeSeconds: 20 }))
    await sleepers.are(1)
    await advance(5)
    await first.done
    const [ReceiptHandle] = handlesOf(first.answer.Messages)
    const second = begun(call('ReceiveMessage', { WaitTimeSeconds: 20 }))
    await sleepers.are(1)
    await call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 0 })
    await second.done
    expect(second.answer.Messages).toHaveLength(1)
  })

  test('a long poll ends when its queue is deleted (our choice: as unknown)', async () => {
    const { call, sleepers } = await openQueue()
    const poll = begun(call('ReceiveMessage', { WaitTimeSeconds: 20 }))
    await sleepers.are(1)
    await call('DeleteQueue')
    await poll.done
    expect(poll.error).toMatchObject({ code: 'AWS.SimpleQueueService.NonExistentQueue' })
  })

  test('one message wakes one of several waiters', async () => {
    const { call, send, sleepers } = await openQueue()
    const polls = Array.from({ length: 3 }, () => begun(call('ReceiveMessage', { WaitTimeSeconds: 20 })))
    await sleepers.are(3)
    await send('x')
    await Promise.race(polls.map(({ done }) => done))
    await settled()
    expect(polls.filter(({ answer }) => answer !== undefined)).toHaveLength(1)
    await sleepers.are(2)
  })

  test('104. of ten receivers each of two messages goes to one', async () => {
    const { send, receive } = await openQueue()
    for (const body of ['a', 'b']) await send(body)
    const ten = Array.from({ length: 10 }, () => receive({ MaxNumberOfMessages: 1 }))
    const bodies = (await Promise.all(ten)).flat().map(({ Body }) => Body)
    expect(bodies.sort()).toEqual(['a', 'b'])
  })
})
