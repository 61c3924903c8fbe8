import type { Context } from 'aws-lambda'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readSettings } from '../lib/config.ts'
import { homeLog } from '../lib/log.ts'
import { MemoryStore } from '../lib/store/memory/memoryStore.ts'
import type { DueMark } from '../lib/store/store.ts'
import { wire } from '../lib/wire.ts'
import { aContext } from '../test/fixtures.ts'
import { makeHandler as makeAck } from './ack.ts'
import { makeHandler as makeManage } from './manage.ts'
import { makeHandler as makePoll } from './poll.ts'
import { makeHandler as makePublish } from './publish.ts'
import { makeHandler as makeUpkeep } from './upkeep.ts'

type Blob = { _aws: { CloudWatchMetrics: { Dimensions: string[][] }[] } } & Record<string, unknown>

/** Metrics that were printed to stdout. */
let blobs: Blob[]
beforeEach(() => {
  blobs = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    const blob = JSON.parse(String(text)) as Blob
    if (blob.function === undefined && blob._aws !== undefined) blobs.push(blob)
    return true
  })
})
afterEach(() => vi.restoreAllMocks())

/** What was told since the last time, without what is the same in each line. */
function told(): Record<string, unknown>[] {
  const lines = blobs.map(({ _aws, ...rest }) => {
    const dimensions = _aws.CloudWatchMetrics[0]!.Dimensions
    expect(dimensions).toEqual([rest.QueueName === undefined ? [] : ['QueueName']])
    return rest
  })
  blobs = []
  return lines
}

const context = { getRemainingTimeInMillis: () => 29_000 } as Context

/** The functions over a store, as on AWS an app for each. */
async function aStack(watched = true) {
  const { clock, wall, random } = aContext()
  const store = new MemoryStore({ clock, wall, random })
  const secrets = [{ id: '00000001', secret: random.bytes(32) }] as const
  const identity = { auth: 'off', account: '000000000000' } as const
  const parts = { clock, wall, random, store, secrets, log: homeLog(), watched, identity, site: readSettings({}, {}) }
  const app = () => wire(parts)
  const publishing = app()
  const handlers = {
    manage: makeManage(app()),
    publish: makePublish(publishing),
    poll: makePoll(app()),
    ack: makeAck(app()),
  }
  const upkeep = makeUpkeep(app())
  const call = async (name: keyof typeof handlers, method: string, path: string, body: object = {}) => {
    const requestContext = { requestId: 'r-1', http: { method } }
    const headers = { 'content-type': 'application/json' }
    const event = { rawPath: `/v1/queues/${path}`, rawQueryString: '', headers, requestContext, isBase64Encoded: false }
    const { body: answer } = await handlers[name]({ ...event, body: JSON.stringify(body) }, context)
    return JSON.parse(answer ?? '{}')
  }
  await call('manage', 'PUT', 'orders')
  const pass = (seconds: number) => {
    clock.advanceMs(seconds * 1000)
    wall.advanceMs(seconds * 1000)
  }
  const minute = async () => {
    pass(60)
    await upkeep({}, context)
    return told()
  }
  const publish = (...bodies: string[]) =>
    call('publish', 'POST', 'orders/messages', { messages: bodies.map(body => ({ body })) })
  const take = async (): Promise<string[]> =>
    (await call('poll', 'POST', 'orders/poll', { maxMessages: 10 })).messages.map(
      (one: { receipt: string }) => one.receipt,
    )
  const marks = async (): Promise<DueMark[]> =>
    (await store.due({ untilMs: clock.nowMs() + 3_600_000 })).marks.filter(({ sake }) => sake === 'measure')
  return { call, publish, take, minute, pass, marks, store, services: publishing.services }
}

test('what is put in, taken out and finished is counted, a line a queue and minute at most', async () => {
  const { call, publish, take, pass } = await aStack()
  await publish('a', 'bcd')
  expect(told()).toEqual([{ QueueName: 'orders', NumberOfMessagesSent: 2, SentMessageSize: [1, 3] }])
  const receipts = await take()
  expect(told()).toEqual([{ QueueName: 'orders', NumberOfMessagesReceived: 2 }])
  await take()
  await call('ack', 'POST', 'orders/ack', { receipts: receipts.slice(0, 1) })
  expect(told()).toEqual([{ QueueName: 'orders', NumberOfMessagesDeleted: 1 }])
  pass(59)
  await call('ack', 'POST', 'orders/ack', { receipts })
  expect(told()).toEqual([])
  pass(1)
  await call('ack', 'POST', 'orders/nack', { receipts })
  await publish('e')
  await call('ack', 'POST', 'orders/ack', { receipts: await take() })
  expect(told()).toContainEqual({ QueueName: 'orders', NumberOfMessagesDeleted: 2 })
  pass(60)
  await take()
  expect(told()).toEqual([{ QueueName: 'orders', NumberOfEmptyReceives: 1 }])
})

test('of more queues than a process counts it is only told that there were more', async () => {
  const { services, pass } = await aStack()
  const sent = { kind: 'sent', bytes: [7] } as const
  services.onCounted!('first', sent)
  told()
  for (let nth = 0; nth < 203; nth++) services.onCounted!(`q${nth}`, sent)
  for (let nth = 0; nth < 30; nth++) services.onCounted!('q0', sent)
  pass(60)
  services.onCounted!('q0', sent)
  const lines = told()
  expect(lines).toHaveLength(201)
  expect(lines[0]).toEqual({ QueueName: 'q0', NumberOfMessagesSent: 32, SentMessageSize: Array(20).fill(7) })
  expect(lines.at(-1)).toEqual({ QueueCountsDropped: 3 })
})

test('a queue that was used is measured, and as long as it holds messages, though nobody calls', async () => {
  const { publish, take, call, minute, marks } = await aStack()
  await publish('a', 'b')
  expect(await marks()).toMatchObject([{ name: 'orders' }])
  told()
  const states = { ApproximateNumberOfMessagesNotVisible: 0, ApproximateNumberOfMessagesDelayed: 0 }
  const line = (visible: number, age: number, rest = {}) => ({
    QueueName: 'orders',
    ...states,
    ApproximateNumberOfMessagesVisible: visible,
    ApproximateAgeOfOldestMessage: age,
    ...rest,
  })
  expect(await minute()).toEqual([line(2, 60), { OldestMessageAge: 60 }])
  expect(await minute()).toEqual([line(2, 120), { OldestMessageAge: 120 }])
  await call('ack', 'POST', 'orders/ack', { receipts: await take() })
  told()
  expect(await minute()).toEqual([line(0, 0), { OldestMessageAge: 0 }])
  // Empty and silent: it costs nothing any more.
  for (let nth = 0; nth < 7; nth++) expect(await minute()).toEqual([{ OldestMessageAge: 0 }])
})

test('one that holds only what is delayed is looked at every five minutes', async () => {
  const { call, minute } = await aStack()
  await call('publish', 'POST', 'orders/messages', { messages: [{ body: 'a', delaySeconds: 400 }] })
  told()
  const lines: number[] = []
  for (let nth = 0; nth < 12; nth++) lines.push((await minute()).length)
  expect(lines).toEqual([2, 1, 1, 1, 1, 2, 1, 1, 1, 1, 2, 2])
})

test('a dead-letter queue is measured though nobody has touched it, and its age is no alarm', async () => {
  const { call, publish, take, minute } = await aStack()
  await call('manage', 'PUT', 'failed')
  await call('manage', 'PATCH', 'orders', { deadLetter: { queue: 'failed', maxAttempts: 1 } })
  await publish('a')
  await call('ack', 'POST', 'orders/nack', { receipts: await take() })
  await take()
  blobs = []
  await minute()
  const lines = await minute()
  const failed = { QueueName: 'failed', ApproximateNumberOfMessagesVisible: 1 }
  expect(lines).toContainEqual(expect.objectContaining({ ...failed, ApproximateAgeOfOldestMessage: 120 }))
  expect(lines.at(-1)).toEqual({ OldestMessageAge: 0 })
})

test('a mark that cannot be made keeps no call from its work', async () => {
  const { publish, store } = await aStack()
  vi.spyOn(store, 'markDue').mockRejectedValue(new Error('no'))
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  expect((await publish('a')).messages).toHaveLength(1)
})

test('at home nobody counts, marks or measures', async () => {
  const { publish, take, minute, marks } = await aStack(false)
  await publish('a')
  await take()
  expect(await marks()).toEqual([])
  expect(await minute()).toEqual([])
})
