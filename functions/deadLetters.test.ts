import type { Context } from 'aws-lambda'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readSettings } from '../lib/config.ts'
import { homeLog } from '../lib/log.ts'
import { MemoryStore } from '../lib/store/memory/memoryStore.ts'
import { wire } from '../lib/wire.ts'
import { aContext } from '../test/fixtures.ts'
import { makeHandler as makeAck } from './ack.ts'
import { makeHandler as makeManage } from './manage.ts'
import { makeHandler as makePoll } from './poll.ts'
import { makeHandler as makePublish } from './publish.ts'
import { makeHandler as makeUpkeep } from './upkeep.ts'

/** Counts that were printed to stdout: the queue, and how many left it. */
let counts: unknown[][]
beforeEach(() => {
  counts = []
  vi.spyOn(process.stdout, 'write').mockImplementation(printed => {
    const { QueueName: queue, DeadLetters, ...rest } = JSON.parse(String(printed))
    if (DeadLetters !== undefined) counts.push([queue, DeadLetters, rest])
    return true
  })
})
afterEach(() => vi.restoreAllMocks())

const context = { getRemainingTimeInMillis: () => 29_000 } as Context

/** The functions over a store, and a queue whose messages go to another after one attempt, where it says so. */
async function aStack(watched: boolean) {
  const { clock, wall, random } = aContext()
  const store = new MemoryStore({ clock, wall, random })
  const secrets = [{ id: '00000001', secret: random.bytes(32) }] as const
  // As on AWS, an app for each.
  const app = () =>
    wire({
      clock,
      wall,
      random,
      store,
      secrets,
      log: homeLog(),
      watched,
      identity: { auth: 'off', account: '000000000000' },
      site: readSettings({}, {}),
    })
  const handlers = {
    manage: makeManage(app()),
    publish: makePublish(app()),
    poll: makePoll(app()),
    ack: makeAck(app()),
  }
  const upkeep = makeUpkeep(app())
  const call = async (name: keyof typeof handlers, method: string, path: string, body: object = {}) => {
    const requestContext = { requestId: 'r-1', http: { method } }
    const headers = { 'content-type': 'application/json' }
    const event = { rawPath: `/v1/queues/${path}`, rawQueryString: '', headers, requestContext, isBase64Encoded: false }
    const result = await handlers[name]({ ...event, body: JSON.stringify(body) }, context)
    return JSON.parse(result.body ?? '{}')
  }
  await call('manage', 'PUT', 'dead')
  await call('manage', 'PUT', 'orders', { deadLetter: { queue: 'dead', maxAttempts: 1 } })
  const publish = (messages: number) =>
    call('publish', 'POST', 'orders/messages', { messages: Array(messages).fill({ body: 'a' }) })
  const take = async (): Promise<string[]> => {
    const { messages } = await call('poll', 'POST', 'orders/poll', { maxMessages: 10, visibilityTimeoutSeconds: 1 })
    return messages.map(({ receipt }: { receipt: string }) => receipt)
  }
  return { clock, call, publish, take, upkeep: () => upkeep({}, context) }
}

test('what a poll, a nack and upkeep move aside is counted, by the queue that it leaves', async () => {
  const { clock, call, publish, take, upkeep } = await aStack(true)
  await publish(2)
  await call('ack', 'POST', 'orders/nack', { receipts: (await take()).slice(0, 1), deadLetter: true })
  clock.advanceMs(1_000)
  expect(counts).toHaveLength(1)
  await take()
  expect(counts).toHaveLength(2)
  await publish(1)
  await take()
  clock.advanceMs(60_000)
  await upkeep()
  expect(counts).toHaveLength(3)
  const Metrics = [{ Name: 'DeadLetters', Unit: 'Count' }]
  const CloudWatchMetrics = [{ Namespace: 'Sluice', Dimensions: [['QueueName'], []], Metrics }]
  const rest = { _aws: { CloudWatchMetrics } }
  for (const count of counts) expect(count).toMatchObject(['orders', 1, rest])
})

test('where nothing is moved nothing is printed, nor at home', async () => {
  for (const watched of [true, false]) {
    const { clock, publish, take, upkeep } = await aStack(watched)
    await publish(1)
    if (!watched) await take()
    clock.advanceMs(60_000)
    await upkeep()
    await take()
  }
  expect(counts).toEqual([])
})
