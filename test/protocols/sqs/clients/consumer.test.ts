import { once } from 'node:events'
import type { Message } from '@aws-sdk/client-sqs'
import { Consumer, type ConsumerOptions } from 'sqs-consumer'
import { Producer } from 'sqs-producer'
import { expect, onTestFinished, test } from 'vitest'
import { aClient, sent } from './aClient.ts'

// A busy machine may hold anything up.
const patience = { timeout: 20_000 }

/** A consumer that goes with the test, and everything that it called an error. */
async function aConsumer(options: Partial<ConsumerOptions>, attributes: Record<string, string> = {}) {
  const opened = await aClient(attributes)
  const { client: sqs, QueueUrl: queueUrl } = opened
  const consumer = Consumer.create({ queueUrl, sqs, waitTimeSeconds: 20, ...options } as ConsumerOptions)
  const errors: Error[] = []
  consumer.on('error', error => errors.push(error))
  onTestFinished(() => consumer.stop({ abort: true }))
  return { ...opened, consumer, errors, producer: Producer.create({ queueUrl, sqs }) }
}

/** Resolves with what was handled once it is so many messages. */
function handling(count: number) {
  const handled: Message[] = []
  const all = Promise.withResolvers<Message[]>()
  const handle = (...messages: Message[]): void => {
    handled.push(...messages)
    if (handled.length === count) all.resolve(handled)
  }
  return { handle, all: all.promise }
}

const done = async (message: Message): Promise<Message> => message

test('what a producer sends a consumer handles and deletes', async () => {
  const { handle, all } = handling(25)
  const handleMessage = async (message: Message) => {
    handle(message)
    return message
  }
  const { consumer, producer, counts } = await aConsumer({ batchSize: 10, handleMessage })
  const bodies = Array.from({ length: 25 }, (_, index) => `héllo ${index}`)
  const messages = bodies.map((body, index) => ({ id: `${index}`, body }))
  expect(await producer.send(messages)).toHaveLength(25)
  expect(await producer.queueSize()).toBe(25)
  consumer.start()
  expect((await all).map(({ Body }) => Body).sort()).toEqual(bodies.sort())
  // It asks again when it has deleted what it handled.
  await once(consumer, 'response_processed')
  await expect.poll(counts, patience).toEqual([0, 0])
})

test('a batch is handled as one, and deleted as one', async () => {
  const { handle, all } = handling(10)
  const handleMessageBatch = async (messages: Message[]) => {
    handle(...messages)
    return messages
  }
  const { consumer, producer, counts } = await aConsumer({ batchSize: 10, handleMessageBatch })
  await producer.send(Array.from({ length: 10 }, (_, index) => ({ id: `m${index}`, body: `${index}` })))
  const processed = once(consumer, 'response_processed')
  consumer.start()
  expect(await all).toHaveLength(10)
  await processed
  expect(sent.at(-1)).toMatch(/^(DeleteMessageBatch|ReceiveMessage)Command$/)
  expect(await counts()).toEqual([0, 0])
})

test('a heartbeat keeps a message from whoever else would take it', async () => {
  const beats = () => sent.filter(name => name === 'ChangeMessageVisibilityCommand').length
  const before = beats()
  const finished = Promise.withResolvers<void>()
  const handleMessage = async (message: Message) => {
    await expect.poll(beats, patience).toBeGreaterThanOrEqual(before + 5)
    finished.resolve()
    return message
  }
  const options = { visibilityTimeout: 4, heartbeatInterval: 1, handleMessage }
  const { consumer, producer, counts, receive, errors } = await aConsumer(options)
  const processed = once(consumer, 'message_processed')
  await producer.send('slow')
  consumer.start()
  await finished.promise // five seconds: it would have come back after four
  expect(await receive()).toEqual([])
  await processed
  await expect.poll(counts, patience).toEqual([0, 0])
  expect(errors).toEqual([])
})

test('what could not be handled is given back at once', async () => {
  const counts: (string | undefined)[] = []
  const again = Promise.withResolvers<void>()
  const handleMessage = async (message: Message) => {
    if (counts.push(message.Attributes?.ApproximateReceiveCount) === 1) throw new Error('no')
    again.resolve()
    return message
  }
  const options = { messageSystemAttributeNames: ['All' as const], terminateVisibilityTimeout: true, handleMessage }
  const { consumer, producer } = await aConsumer(options)
  await producer.send('x')
  consumer.start()
  await again.promise
  expect(counts).toEqual(['1', '2'])
})

test('stopped while it waits it takes nothing more', async () => {
  const { consumer, sleepers, send, receive, errors } = await aConsumer({ handleMessage: done })
  consumer.start()
  await sleepers.are(1)
  const stopped = once(consumer, 'stopped')
  consumer.stop({ abort: true })
  await stopped
  await sleepers.are(0)
  await send('x')
  expect(await receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: '1' } }])
  expect(errors).toMatchObject([{ code: 'AbortError' }])
})

test('a consumer of a queue that is not there is told so', async () => {
  const opened = await aConsumer({ handleMessage: done })
  const queueUrl = opened.QueueUrl.replace(/q$/, 'nowhere')
  const consumer = Consumer.create({ queueUrl, sqs: opened.client, handleMessage: done })
  const failed = once(consumer, 'error')
  consumer.start()
  const [error] = await failed
  consumer.stop({ abort: true })
  expect(error).toMatchObject({ code: 'QueueDoesNotExist' })
})

test('a FIFO queue is consumed in order', async () => {
  const { handle, all } = handling(20)
  const handleMessage = async (message: Message) => {
    handle(message)
    return message
  }
  const opened = await aClient({ FifoQueue: 'true' }, 'q.fifo')
  const { client: sqs, QueueUrl: queueUrl } = opened
  const producer = Producer.create({ queueUrl, sqs })
  const messages = Array.from({ length: 20 }, (_, at) => ({ id: `${at}`, body: `${at}`, groupId: 'g' }))
  await producer.send(messages.map(one => ({ ...one, deduplicationId: one.id })))
  const options = { queueUrl, sqs, batchSize: 1, waitTimeSeconds: 20, handleMessage, suppressFifoWarning: true }
  const consumer = Consumer.create(options)
  consumer.on('error', () => {}) // what it calls its being stopped
  onTestFinished(() => consumer.stop({ abort: true }))
  consumer.start()
  expect((await all).map(({ Body }) => Body)).toEqual(messages.map(({ body }) => body))
  await expect.poll(opened.counts, patience).toEqual([0, 0])
})
