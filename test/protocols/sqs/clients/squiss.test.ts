import { once } from 'node:events'
import { SQS } from '@aws-sdk/client-sqs'
import { Squiss } from 'squiss-ts'
import { expect, onTestFinished, test } from 'vitest'
import { aServer } from '../../../server/aServer.ts'

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }

async function aSquiss(options: ConstructorParameters<typeof Squiss>[0] = {}) {
  const { server } = await aServer()
  const client = new SQS({ endpoint: server.url, region: 'us-east-1', credentials })
  const squiss = new Squiss({ SQS: client, queueName: 'work', receiveWaitTimeSecs: 1, ...options })
  onTestFinished(() => client.destroy())
  return { squiss, client, url: server.url }
}

/** Collects so many messages, then stops and deletes the queue. */
async function collect(squiss: Squiss, count: number) {
  const messages: { body: unknown; attributes: unknown }[] = []
  const all = Promise.withResolvers<void>()
  squiss.on('message', message => {
    messages.push({ body: message.body, attributes: message.attributes })
    void message.del().then(() => messages.length === count && all.resolve())
  })
  await squiss.start()
  await all.promise
  await squiss.stop(false, 5_000)
  return messages
}

test('a queue is made, filled and worked off', async () => {
  const { squiss, url } = await aSquiss({ bodyFormat: 'json', visibilityTimeoutSecs: 30 })
  expect(await squiss.createQueue()).toBe(`${url}/000000000000/work`)
  expect(await squiss.getQueueVisibilityTimeout()).toBe(30)
  expect(await squiss.getQueueMaximumMessageSize()).toBe(262_144)
  await squiss.sendMessage({ number: 0 }, 0, { colour: 'blue', size: 7 })
  const rest = Array.from({ length: 24 }, (_, at) => ({ number: at + 1, text: 'é'.repeat(100) }))
  expect((await squiss.sendMessages(rest)).Successful).toHaveLength(24)
  const messages = await collect(squiss, 25)
  const numbers = messages.map(({ body }) => (body as { number: number }).number)
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, at) => at))
  const first = messages.find(({ body }) => (body as { number: number }).number === 0)!
  expect(first.attributes).toEqual({ colour: 'blue', size: 7 })
  await squiss.deleteQueue()
})

test('bodies may be compressed on the way', async () => {
  const { squiss } = await aSquiss({ bodyFormat: 'json', gzip: true, minGzipSize: 1 })
  await squiss.createQueue()
  const body = { text: 'long '.repeat(1000) }
  await squiss.sendMessage(body)
  expect((await collect(squiss, 1))[0]!.body).toEqual(body)
})

test('a queue that is not there is an error', async () => {
  const { squiss } = await aSquiss({ pollRetryMs: 10 })
  const failed = once(squiss, 'error')
  const started = squiss.start().catch((error: unknown) => error)
  const error = await Promise.race([failed.then(([one]) => one), started])
  await squiss.stop(false, 0)
  expect(error).toMatchObject({ name: 'QueueDoesNotExist' })
})
