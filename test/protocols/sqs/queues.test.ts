import { describe, expect, test } from 'vitest'
import { expectRefusal, refusal, worlds, worldsOf } from './harness/open.ts'
import { aQueue, text } from './harness/queue.ts'

const nameRule = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'
const fifoRule =
  'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, ' +
  'must end with .fifo suffix and be 1 to 80 in length'
const nonExistent = 'AWS.SimpleQueueService.NonExistentQueue'

describe.each(worlds)('queues by %s', (_name, open) => {
  test('1. without queues the list is left out', async () => {
    const { sqs } = await open()
    expect(await sqs('ListQueues')).toEqual({})
    expect(await sqs('ListQueues', { QueueNamePrefix: 'x', MaxResults: 5 })).toEqual({})
  })

  test("2. a queue's URL is built of the address that was asked", async () => {
    const { sqs, origin } = await open()
    const { QueueUrl } = await sqs('CreateQueue', { QueueName: 'q' })
    expect(QueueUrl).toBe(`${origin}/000000000000/q`)
    const elsewhere = { headers: { host: 'queues.test:8080' } }
    const named = await sqs('GetQueueUrl', { QueueName: 'q' }, elsewhere)
    expect(named).toEqual({ QueueUrl: 'http://queues.test:8080/000000000000/q' })
    expect(await sqs('ListQueues', {}, elsewhere)).toEqual({ QueueUrls: [named.QueueUrl] })
  })

  test('3. made again without attributes it is the same, and stays as it was', async () => {
    const scene = await open()
    const queue = await aQueue(scene, { attributes: { DelaySeconds: '7', VisibilityTimeout: '9' } })
    expect(await scene.sqs('CreateQueue', { QueueName: 'q' })).toEqual({ QueueUrl: queue.url })
    const values = await queue.attributes('DelaySeconds', 'VisibilityTimeout')
    expect(values).toEqual({ DelaySeconds: '7', VisibilityTimeout: '9' })
  })

  test('4. made again with what it has, defaults among it, it is the same', async () => {
    const { sqs } = await open()
    const { QueueUrl } = await sqs('CreateQueue', { QueueName: 'q' })
    const again = (Attributes: object) => sqs('CreateQueue', { QueueName: 'q', Attributes })
    expect(await again({ VisibilityTimeout: '30' })).toEqual({ QueueUrl })
    expect(await again({ MaximumMessageSize: '1048576', MessageRetentionPeriod: '345600' })).toEqual({ QueueUrl })
    expect(await again({ DelaySeconds: '00', ReceiveMessageWaitTimeSeconds: '0' })).toEqual({ QueueUrl })
  })

  test('5. made again with something else it is refused, and stays as it was', async () => {
    const scene = await open()
    const queue = await aQueue(scene)
    const again = (Attributes: object) => scene.sqs('CreateQueue', { QueueName: 'q', Attributes })
    const differs = 'A queue already exists with the same name and a different value for attribute DelaySeconds'
    await expectRefusal(again({ DelaySeconds: '5' }), 'QueueAlreadyExists', differs)
    await expectRefusal(again({ VisibilityTimeout: '30', DelaySeconds: '5' }), 'QueueAlreadyExists', differs)
    expect(await queue.attributes('DelaySeconds')).toEqual({ DelaySeconds: '0' })
  })

  test('6. what counts is what it is now, not what it was made with', async () => {
    const scene = await open()
    const queue = await aQueue(scene)
    await queue.call('SetQueueAttributes', { Attributes: { DelaySeconds: '5' } })
    const again = (DelaySeconds: string) => scene.sqs('CreateQueue', { QueueName: 'q', Attributes: { DelaySeconds } })
    expect(await again('5')).toEqual({ QueueUrl: queue.url })
    await expectRefusal(again('0'), 'QueueAlreadyExists')
  })

  test('7. a name keeps to letters, digits, hyphens and underscores, 80 at most', async () => {
    const { sqs } = await open()
    const make = (QueueName: string) => sqs('CreateQueue', { QueueName })
    for (const name of ['a b', 'x'.repeat(81), 'a/b', 'ä', 'a.b', '.fifo', 'a:b', '😀'])
      await expectRefusal(make(name), 'InvalidParameterValue', nameRule)
    for (const name of ['x'.repeat(80), 'Az09_-', 'a'])
      expect((await make(name)).QueueUrl).toMatch(new RegExp(`/${name}$`))
    expect((await sqs('ListQueues')).QueueUrls).toHaveLength(3)
  })

  test('7. an empty name is refused (our choice: by the rule of names, or as missing)', async () => {
    const { sqs } = await open()
    const { code } = await refusal(sqs('CreateQueue', { QueueName: '' }))
    expect(['InvalidParameterValue', 'MissingParameter']).toContain(code)
  })

  test('8. the name of a FIFO queue without FifoQueue is refused', async () => {
    const { sqs } = await open()
    await expectRefusal(sqs('CreateQueue', { QueueName: 'x.fifo' }), 'InvalidParameterValue', nameRule)
    const withOthers = sqs('CreateQueue', { QueueName: 'x.fifo', Attributes: { DelaySeconds: '1' } })
    await expectRefusal(withOthers, 'InvalidParameterValue', nameRule)
  })

  test('9. FifoQueue with a plain name is refused by the rule of FIFO names', async () => {
    const { sqs } = await open()
    const make = (QueueName: string) => sqs('CreateQueue', { QueueName, Attributes: { FifoQueue: 'true' } })
    for (const name of ['x', 'x.FIFO', `${'x'.repeat(76)}.fifo`, 'a b.fifo'])
      await expectRefusal(make(name), 'InvalidParameterValue', fifoRule)
    expect((await make(`${'x'.repeat(75)}.fifo`)).QueueUrl).toMatch(/\.fifo$/)
  })

  test('10. FifoQueue false is no attribute', async () => {
    const { sqs } = await open()
    const make = sqs('CreateQueue', { QueueName: 'x', Attributes: { FifoQueue: 'false' } })
    await expectRefusal(make, 'InvalidAttributeName', 'Unknown Attribute FifoQueue.')
  })

  test('11. FifoQueue may be written True', async () => {
    const { sqs } = await open()
    const { QueueUrl } = await sqs('CreateQueue', { QueueName: 'x.fifo', Attributes: { FifoQueue: 'True' } })
    const { Attributes } = await sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['FifoQueue'] })
    expect(Attributes).toEqual({ FifoQueue: 'true' })
  })

  test('12. an unknown attribute is refused by its name', async () => {
    const { sqs } = await open()
    const make = sqs('CreateQueue', { QueueName: 'x', Attributes: { Foobar: '1' } })
    await expectRefusal(make, 'InvalidAttributeName', 'Unknown Attribute Foobar.')
    expect(await sqs('ListQueues')).toEqual({})
  })

  test.each([
    ['ContentBasedDeduplication', 'true', 'Unknown Attribute ContentBasedDeduplication.'],
    ['DeduplicationScope', 'queue', 'You can specify the DeduplicationScope only when FifoQueue is set to true.'],
    ['FifoThroughputLimit', 'perQueue', 'You can specify the FifoThroughputLimit only when FifoQueue is set to true.'],
  ])('%s is for FIFO queues only', async (name, value, message) => {
    const { sqs } = await open()
    const make = sqs('CreateQueue', { QueueName: 'x', Attributes: { [name]: value } })
    await expectRefusal(make, 'InvalidAttributeName', message)
  })

  test('13. a deleted name is free again after 60 seconds', async () => {
    const scene = await open()
    const queue = await aQueue(scene)
    await queue.call('DeleteQueue')
    await scene.advance(5)
    const recently = 'You must wait 60 seconds after deleting a queue before you can create another with the same name.'
    const again = () => scene.sqs('CreateQueue', { QueueName: 'q' })
    await expectRefusal(again(), 'AWS.SimpleQueueService.QueueDeletedRecently', recently)
    await scene.advance(54)
    await expectRefusal(again(), 'AWS.SimpleQueueService.QueueDeletedRecently', recently)
    await scene.advance(2)
    expect(await again()).toEqual({ QueueUrl: queue.url })
  })

  test('13. with the cool-down off the name is free at once', async () => {
    const scene = await open({ sqsCooldownSeconds: 0 })
    const queue = await aQueue(scene)
    await queue.send('old')
    await queue.call('DeleteQueue')
    expect(await scene.sqs('CreateQueue', { QueueName: 'q' })).toEqual({ QueueUrl: queue.url })
    expect(await queue.receive()).toEqual([])
  })

  test('14. a list goes page by page', async () => {
    const scene = await open()
    const urls = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => (await aQueue(scene, { name: `p-${index}` })).url),
    )
    await aQueue(scene, { name: 'other' })
    const first = await scene.sqs('ListQueues', { QueueNamePrefix: 'p-', MaxResults: 2 })
    expect(first).toEqual({ QueueUrls: urls.slice(0, 2), NextToken: expect.any(String) })
    const rest = { QueueNamePrefix: 'p-', MaxResults: 10, NextToken: first.NextToken }
    expect(await scene.sqs('ListQueues', rest)).toEqual({ QueueUrls: urls.slice(2) })
    const pair = { ...rest, MaxResults: 2 }
    expect((await scene.sqs('ListQueues', pair)).QueueUrls).toEqual(urls.slice(2, 4))
  })

  test('a list without MaxResults has no token; the prefix minds case, and an empty one is none', async () => {
    const scene = await open()
    for (const name of ['Ab', 'ab', 'b']) await aQueue(scene, { name })
    const names = async (input: object) => {
      const { QueueUrls, ...more } = await scene.sqs('ListQueues', { ...input })
      expect(more).toEqual({})
      return QueueUrls.map((url: string) => url.split('/').at(-1))
    }
    expect((await names({})).sort()).toEqual(['Ab', 'ab', 'b'])
    expect(await names({ QueueNamePrefix: 'a' })).toEqual(['ab'])
    expect((await names({ QueueNamePrefix: '' })).length).toBe(3)
    expect(await scene.sqs('ListQueues', { QueueNamePrefix: 'x'.repeat(2000) })).toEqual({})
  })

  test.each([0, 1001, -1])('MaxResults %i is refused', async MaxResults => {
    const { sqs } = await open()
    await expectRefusal(sqs('ListQueues', { MaxResults }), 'InvalidParameterValue')
  })

  test('a foreign NextToken is refused', async () => {
    const { sqs } = await open()
    await expectRefusal(sqs('ListQueues', { MaxResults: 1, NextToken: 'garbage' }), 'InvalidParameterValue')
  })

  test('16. the bare name does for a URL in every message operation', async () => {
    const scene = await open()
    await aQueue(scene)
    const call = (operation: string, input: object = {}) => scene.sqs(operation, { QueueUrl: 'q', ...input })
    await call('SendMessage', { MessageBody: 'a' })
    await call('SendMessageBatch', { Entries: [{ Id: '1', MessageBody: 'b' }] })
    const { Messages } = await call('ReceiveMessage', { MaxNumberOfMessages: 10 })
    const [one, two] = Messages.map(({ ReceiptHandle }: { ReceiptHandle: string }) => ReceiptHandle)
    await call('ChangeMessageVisibility', { ReceiptHandle: one, VisibilityTimeout: 5 })
    const change = { Id: '1', ReceiptHandle: one, VisibilityTimeout: 5 }
    expect(await call('ChangeMessageVisibilityBatch', { Entries: [change] })).toEqual({ Successful: [{ Id: '1' }] })
    await call('DeleteMessage', { ReceiptHandle: one })
    const { Successful } = await call('DeleteMessageBatch', { Entries: [{ Id: 'x', ReceiptHandle: two }] })
    expect(Successful).toEqual([{ Id: 'x' }])
  })

  test('17. the host of a queue URL is not looked at', async () => {
    const scene = await open()
    const queue = await aQueue(scene)
    for (const url of [
      'https://other.host/000000000000/q',
      'https://sqs.eu-west-1.amazonaws.com/000000000000/q',
      'https://queue.amazonaws.com/000000000000/q',
      'http://localhost:9324/base/path/000000000000/q',
    ])
      await scene.sqs('SendMessage', { QueueUrl: url, MessageBody: 'x', MessageAttributes: { k: text('v') } })
    expect(await queue.counts()).toEqual([4, 0, 0])
  })

  test('a queue with messages is deleted; deleted twice it is unknown', async () => {
    const scene = await open()
    const queue = await aQueue(scene)
    await queue.send('x')
    expect(await queue.call('DeleteQueue')).toEqual({})
    await expectRefusal(queue.call('DeleteQueue'), nonExistent)
    expect(await scene.sqs('ListQueues')).toEqual({})
  })
})

describe.each(worldsOf('JSON'))('queues by %s', (_name, open) => {
  test('5. the header names the code for both kinds of client', async () => {
    const { sqs } = await open()
    await sqs('CreateQueue', { QueueName: 'q' })
    const again = sqs('CreateQueue', { QueueName: 'q', Attributes: { DelaySeconds: '5' } })
    expect((await refusal(again)).headers['x-amzn-query-error']).toBe('QueueAlreadyExists;Sender')
  })
})
