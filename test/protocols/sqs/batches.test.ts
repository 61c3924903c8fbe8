import { describe, expect, test } from 'vitest'
import { expectRefusal, type Input, worlds } from './harness/open.ts'
import { aQueue, text } from './harness/queue.ts'

const badId =
  'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.'
const sqs = 'AWS.SimpleQueueService'
const nonExistent = `${sqs}.NonExistentQueue`

const batches = ['SendMessageBatch', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch'] as const

describe.each(worlds)('batches by %s', (_name, open) => {
  const openQueue = async (attributes: Record<string, string> = {}) => {
    const scene = await open()
    const queue = await aQueue(scene, { attributes })
    const batch = (...entries: Input[]) =>
      queue.call('SendMessageBatch', { Entries: entries.map((entry, at) => ({ Id: `${at}`, ...entry })) })
    return { ...scene, ...queue, batch }
  }
  const entry = (operation: string, Id: string): Input => {
    if (operation === 'SendMessageBatch') return { Id, MessageBody: 'x' }
    return { Id, ReceiptHandle: 'x', ...(operation === 'DeleteMessageBatch' ? {} : { VisibilityTimeout: 1 }) }
  }

  describe.each(batches)('%s', operation => {
    const openBatch = async () => {
      const { call, counts } = await openQueue()
      return { counts, say: (...ids: string[]) => call(operation, { Entries: ids.map(id => entry(operation, id)) }) }
    }

    test('41. of none is refused', async () => {
      const { say } = await openBatch()
      const said = `There should be at least one ${operation}RequestEntry in the request.`
      await expectRefusal(say(), `${sqs}.EmptyBatchRequest`, said)
    })

    test('41. of eleven is refused', async () => {
      const { say, counts } = await openBatch()
      const ids = Array.from({ length: 20 }, (_, index) => `${index}`)
      const said = (count: number) => `Maximum number of entries per request are 10. You have sent ${count}.`
      const code = `${sqs}.TooManyEntriesInBatchRequest`
      await expectRefusal(say(...ids), code, said(20))
      await expectRefusal(say(...ids.slice(0, 11)), code, said(11))
      expect(await counts()).toEqual([0, 0, 0])
    })

    test('41. says each id once', async () => {
      const { say, counts } = await openBatch()
      const code = `${sqs}.BatchEntryIdsNotDistinct`
      await expectRefusal(say('id_1', 'id_2', 'id_3', 'id_2', 'id_1'), code, 'Id id_2 repeated.')
      expect(await counts()).toEqual([0, 0, 0])
    })

    test('41. has ids of letters, digits, hyphens and underscores, 80 at most', async () => {
      const { say } = await openBatch()
      for (const id of ['a:b', 'x'.repeat(81), '', 'ä', 'a b', 'a.b'])
        await expectRefusal(say('ok', id), `${sqs}.InvalidBatchEntryId`, badId)
      expect(Object.keys(await say('x'.repeat(80), 'Az09_-'))).toHaveLength(1)
    })

    test('is checked in this order: queue, none, too many, ids, repeated ids (our choice)', async () => {
      const { call } = await openQueue()
      const say = (ids: string[], more: Input = {}) =>
        call(operation, { Entries: ids.map(id => entry(operation, id)), ...more })
      const eleven = Array.from({ length: 11 }, () => 'a:b')
      await expectRefusal(say([], { QueueUrl: 'nope' }), nonExistent)
      await expectRefusal(say(eleven, { QueueUrl: 'nope' }), nonExistent)
      await expectRefusal(say(eleven), `${sqs}.TooManyEntriesInBatchRequest`)
      await expectRefusal(say(['a', 'a', 'a:b']), `${sqs}.InvalidBatchEntryId`)
    })
  })

  test('every entry is answered by its id', async () => {
    const { batch, receive } = await openQueue()
    const answer = await batch({ MessageBody: 'a' }, { MessageBody: 'hello', MessageAttributes: { k: text('x') } })
    expect(answer).toEqual({
      Successful: [
        { Id: '0', MessageId: expect.any(String), MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661' },
        {
          Id: '1',
          MessageId: expect.any(String),
          MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592',
          MD5OfMessageAttributes: 'a45daa70926828a2f0a1db3418e6feb4',
        },
      ],
    })
    const ids = (messages: { MessageId: string }[]) => messages.map(({ MessageId }) => MessageId).sort()
    expect(ids(await receive())).toEqual(ids(answer.Successful))
  })

  test('42. a batch is a mebibyte at most, whatever the queue allows', async () => {
    const { batch, counts } = await openQueue()
    const half = 'x'.repeat(524_288)
    const said = 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.'
    const code = `${sqs}.BatchRequestTooLong`
    await expectRefusal(batch({ MessageBody: half }, { MessageBody: `${half}x` }), code, said)
    const MessageAttributes = { k: text('x') }
    const longer = { MessageBody: half.slice(7), MessageAttributes }
    await expectRefusal(batch({ MessageBody: half }, longer), code, said)
    expect(await counts()).toEqual([0, 0, 0])
    await batch({ MessageBody: half }, { MessageBody: half.slice(8), MessageAttributes })
    expect(await counts()).toEqual([2, 0, 0])
  })

  test('42. on a queue of small messages it is the batch that is too long', async () => {
    const { batch } = await openQueue({ MaximumMessageSize: '1024' })
    const said = 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.'
    await expectRefusal(batch({ MessageBody: 'x'.repeat(1_048_577) }), `${sqs}.BatchRequestTooLong`, said)
  })

  test('43. a message too long for the queue fails alone', async () => {
    const { batch, bodies } = await openQueue({ MaximumMessageSize: '1024' })
    const answer = await batch({ MessageBody: 'x'.repeat(1025) }, { MessageBody: 'ok' })
    expect(answer.Successful).toMatchObject([{ Id: '1' }])
    const Message = 'One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.'
    expect(answer.Failed).toEqual([{ Id: '0', Code: 'InvalidParameterValue', Message, SenderFault: true }])
    expect(await bodies()).toEqual(['ok'])
  })

  test('44. a forbidden character fails alone', async () => {
    const { batch, bodies } = await openQueue()
    const answer = await batch({ MessageBody: 'a' }, { MessageBody: '\u0001' }, { MessageBody: 'c' })
    expect(answer.Failed).toMatchObject([{ Id: '1', Code: 'InvalidMessageContents', SenderFault: true }])
    expect(answer.Successful).toMatchObject([{ Id: '0' }, { Id: '2' }])
    expect((await bodies()).sort()).toEqual(['a', 'c'])
  })

  test('what is wrong with one entry fails it alone (our choice)', async () => {
    const { batch, bodies } = await openQueue()
    const answer = await batch(
      { MessageBody: 'ok' },
      { MessageBody: 'delay', DelaySeconds: 901 },
      { MessageBody: 'group', MessageGroupId: 'a b' },
      { MessageBody: 'attribute', MessageAttributes: { 'a..b': text('v') } },
      { MessageBody: 'deduplication', MessageDeduplicationId: 'd' },
    )
    expect(answer.Successful).toMatchObject([{ Id: '0' }])
    const failed = { Code: 'InvalidParameterValue', SenderFault: true, Message: expect.stringMatching(/./) }
    expect(answer.Failed).toEqual(['1', '2', '3', '4'].map(Id => ({ Id, ...failed })))
    expect(await bodies()).toEqual(['ok'])
  })

  test('when every entry fails the answer is still one', async () => {
    const { batch } = await openQueue()
    const answer = await batch({ MessageBody: '\u0001' }, { MessageBody: '\ufffe' })
    expect(answer).not.toHaveProperty('Successful')
    expect(answer.Failed).toHaveLength(2)
  })

  test('65. a bad handle fails alone', async () => {
    const { send, receive, call, counts } = await openQueue()
    await send('x')
    const [{ ReceiptHandle }] = await receive()
    const Entries = [
      { Id: 'good', ReceiptHandle },
      { Id: 'bad', ReceiptHandle: 'garbage' },
    ]
    const failed = {
      Id: 'bad',
      Code: 'ReceiptHandleIsInvalid',
      Message: 'The input receipt handle "garbage" is not a valid receipt handle.',
      SenderFault: true,
    }
    const changes = Entries.map(one => ({ ...one, VisibilityTimeout: 5 }))
    const changed = await call('ChangeMessageVisibilityBatch', { Entries: changes })
    expect(changed).toEqual({ Successful: [{ Id: 'good' }], Failed: [failed] })
    const deleted = await call('DeleteMessageBatch', { Entries })
    expect(deleted).toEqual({ Successful: [{ Id: 'good' }], Failed: [failed] })
    expect(await counts()).toEqual([0, 0, 0])
  })
})
