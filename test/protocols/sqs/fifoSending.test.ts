import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { expectRefusal, type Input, worlds } from './harness/open.ts'
import { aQueue, sendTo, text } from './harness/queue.ts'

const withoutGroup = 'The request must contain the parameter MessageGroupId.'
const withoutId =
  'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly'
const badId = (value: string): string =>
  `Value ${value} for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length.`

describe.each(worlds)('sending to a FIFO queue by %s', (_name, open) => {
  const openFifo = async (attributes: Record<string, string> = {}) => {
    const scene = await open()
    const queue = await aQueue(scene, { name: 'q.fifo', attributes })
    const sendOnce = (MessageDeduplicationId: string, MessageGroupId = 'g', more: Input = {}) =>
      queue.send('x', { MessageGroupId, MessageDeduplicationId, ...more })
    return { ...scene, ...queue, sendOnce }
  }

  test('66. a group is needed, and an id or digests of bodies', async () => {
    const { send, counts } = await openFifo()
    await expectRefusal(send('x', { MessageDeduplicationId: 'd' }), 'MissingParameter', withoutGroup)
    await expectRefusal(send('x'), 'MissingParameter', withoutGroup)
    await expectRefusal(send('x', { MessageGroupId: 'g' }), 'InvalidParameterValue', withoutId)
    expect(await counts()).toEqual([0, 0, 0])
  })

  test('67. one entry without a group, and nothing of the batch is sent', async () => {
    const { call, counts } = await openFifo()
    const good = { Id: 'a', MessageBody: 'a', MessageGroupId: 'g', MessageDeduplicationId: 'a' }
    const batch = (entry: Input) => call('SendMessageBatch', { Entries: [good, { ...entry, Id: 'b' }] })
    const { MessageGroupId, ...groupless } = good
    const { MessageDeduplicationId, ...idless } = good
    await expectRefusal(batch(groupless), 'InvalidParameterValue', withoutGroup)
    await expectRefusal(batch(idless), 'InvalidParameterValue', withoutId)
    expect(await counts()).toEqual([0, 0, 0])
    expect(await call('SendMessageBatch', { Entries: [good] })).toMatchObject({ Successful: [{ Id: 'a' }] })
  })

  test('68. a message has no delay of its own; 0 is allowed, and the delay of the queue holds', async () => {
    const { sendOnce, bodies, advance } = await openFifo({ DelaySeconds: '5' })
    const said =
      'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.'
    await expectRefusal(sendOnce('a', 'g', { DelaySeconds: 2 }), 'InvalidParameterValue', said)
    await sendOnce('a', 'g', { DelaySeconds: 0 })
    expect(await bodies()).toEqual([])
    await advance(5)
    expect(await bodies()).toEqual(['x'])
  })

  // The service has it hold for what is there, too; here the time of a message is set when it is sent.
  test('a changed delay of a FIFO queue is for what is sent from then on (our choice)', async () => {
    const { sendOnce, call, bodies } = await openFifo({ DelaySeconds: '100' })
    await sendOnce('a')
    await call('SetQueueAttributes', { Attributes: { DelaySeconds: '0' } })
    expect(await bodies()).toEqual([])
    await sendOnce('b', 'h')
    expect(await bodies()).toEqual(['x'])
  })

  test('each message has a number of twenty digits, greater than the one before', async () => {
    const { sendOnce, receive } = await openFifo()
    const sent = [await sendOnce('a'), await sendOnce('b'), await sendOnce('c', 'h')]
    const numbers = sent.map(({ SequenceNumber }) => SequenceNumber)
    for (const number of numbers) expect(number).toMatch(/^\d{20}$/)
    expect([...numbers].sort()).toEqual(numbers)
    const messages = await receive()
    expect(messages.map(({ Attributes }) => Attributes.SequenceNumber)).toEqual(numbers)
  })

  test('a message tells seven things of itself', async () => {
    const { sendOnce, receive } = await openFifo()
    await sendOnce('d', 'group')
    const [{ Attributes }] = await receive()
    const names = ['SenderId', 'SentTimestamp', 'ApproximateReceiveCount', 'ApproximateFirstReceiveTimestamp']
    const own = ['MessageGroupId', 'MessageDeduplicationId', 'SequenceNumber']
    expect(Object.keys(Attributes).sort()).toEqual([...names, ...own].sort())
    expect(Attributes).toMatchObject({ MessageGroupId: 'group', MessageDeduplicationId: 'd' })
  })

  test('a deduplication id is 1 to 128 letters, digits and punctuation', async () => {
    const { sendOnce } = await openFifo()
    for (const id of ['', 'x'.repeat(129), 'a b', 'ä'])
      await expectRefusal(sendOnce(id), 'InvalidParameterValue', badId(id))
    for (const id of ['!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', 'x'.repeat(128)]) await sendOnce(id)
  })

  test('69. the same id twice is one message', async () => {
    const { sendOnce, receive } = await openFifo()
    const first = await sendOnce('d1')
    const second = await sendOnce('d1')
    expect(second.MessageId).toBe(first.MessageId)
    expect(await receive()).toHaveLength(1)
  })

  test('69. a duplicate answers the number of the first (our choice)', async () => {
    const { sendOnce } = await openFifo()
    const first = await sendOnce('d1')
    expect(await sendOnce('d1')).toEqual(first)
  })

  test('69. in a batch and across batches too', async () => {
    const { call, receive } = await openFifo()
    const entry = (Id: string, MessageDeduplicationId: string) => ({
      ...{ Id, MessageDeduplicationId },
      MessageBody: 'x',
      MessageGroupId: 'g',
    })
    const Entries = [entry('0', 'd1'), entry('1', 'd1'), entry('2', 'd2')]
    const first = (await call('SendMessageBatch', { Entries })).Successful
    expect(first).toMatchObject([{ Id: '0' }, { Id: '1', MessageId: first[0].MessageId }, { Id: '2' }])
    const again = (await call('SendMessageBatch', { Entries: [entry('x', 'd2')] })).Successful
    expect(again).toMatchObject([{ Id: 'x', MessageId: first[2].MessageId }])
    expect(await receive()).toHaveLength(2)
  })

  test('70. five minutes long, though the message is deleted', async () => {
    const { sendOnce, receive, call, advance } = await openFifo()
    const { MessageId } = await sendOnce('d1')
    const [{ ReceiptHandle }] = await receive()
    await call('DeleteMessage', { ReceiptHandle })
    await advance(299)
    expect(await sendOnce('d1')).toMatchObject({ MessageId })
    expect(await receive()).toEqual([])
    await advance(1)
    expect((await sendOnce('d1')).MessageId).not.toBe(MessageId)
    expect(await receive()).toHaveLength(1)
  })

  test('71. by content the body alone counts', async () => {
    const { send, receive } = await openFifo({ ContentBasedDeduplication: 'true' })
    const first = await send('x', { MessageGroupId: 'g' })
    const second = await send('x', { MessageGroupId: 'g', MessageAttributes: { a: text('other') } })
    expect(second.MessageId).toBe(first.MessageId)
    await send('y', { MessageGroupId: 'g' })
    const messages = await receive()
    expect(messages.map(({ Body }) => Body)).toEqual(['x', 'y'])
    const digest = createHash('sha256').update('x').digest('hex')
    expect(messages[0].Attributes.MessageDeduplicationId).toBe(digest)
  })

  test('71. an id that is given goes before the content', async () => {
    const { send, sendOnce, receive } = await openFifo({ ContentBasedDeduplication: 'true' })
    await send('x', { MessageGroupId: 'g' })
    await sendOnce('own')
    expect(await receive()).toHaveLength(2)
  })

  test.each([
    ['queue', 1],
    ['messageGroup', 2],
  ])('72. with the scope %s one id in two groups is %i', async (DeduplicationScope, count) => {
    const { sendOnce, receive } = await openFifo({ DeduplicationScope })
    await sendOnce('d1', 'g1')
    await sendOnce('d1', 'g2')
    await sendOnce('d1', 'g1')
    expect(await receive()).toHaveLength(count)
  })

  test('the scope in force is that of the beginning', async () => {
    const { sendOnce, receive, call, attributes } = await openFifo()
    await call('SetQueueAttributes', { Attributes: { DeduplicationScope: 'messageGroup' } })
    expect(await attributes('DeduplicationScope')).toEqual({ DeduplicationScope: 'messageGroup' })
    await sendOnce('d1', 'g1')
    await sendOnce('d1', 'g2')
    expect(await receive()).toHaveLength(1)
  })

  test('73. a purge forgets the ids', async () => {
    const { sendOnce, receive, call } = await openFifo()
    await sendOnce('d1')
    await call('PurgeQueue')
    await sendOnce('d1')
    expect(await receive()).toHaveLength(1)
  })

  test('a batch keeps its order', async () => {
    const { call, bodies } = await openFifo()
    const Entries = Array.from({ length: 10 }, (_, at) => ({
      ...{ Id: `${at}`, MessageBody: `${at}` },
      ...{ MessageGroupId: 'g', MessageDeduplicationId: `${at}` },
    }))
    await call('SendMessageBatch', { Entries })
    expect(await bodies()).toEqual(Entries.map(({ MessageBody }) => MessageBody))
  })

  test('68. a delayed message holds up those behind it in its group (our choice)', async () => {
    const queue = await openFifo({ DelaySeconds: '10' })
    const { bodies, advance } = queue
    await sendTo(queue, 'g', 'a')
    await advance(5)
    await sendTo(queue, 'g', 'b')
    await advance(5)
    expect(await bodies({ VisibilityTimeout: 0 })).toEqual(['a'])
    await advance(5)
    expect(await bodies()).toEqual(['a', 'b'])
  })
})
