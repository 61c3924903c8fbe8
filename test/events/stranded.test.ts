import { expect, test } from 'vitest'
import { ack } from '../../lib/actions/ack.ts'
import { cancelMessage } from '../../lib/actions/cancelMessage.ts'
import { poll } from '../../lib/actions/poll.ts'
import { publish } from '../../lib/actions/publish.ts'
import type { QueueSettings } from '../../lib/domain/queue.ts'
import { startMs } from '../fixtures.ts'
import { aTrigger, aTriggered, never } from './aDispatch.ts'
import { Stack } from './aStack.ts'

const minuteMs = 60_000
const ordered = { deduplication: { scope: 'queue', windowSeconds: 300 } } as unknown as QueueSettings['ordered']

/** A queue with a trigger, upkeep for half an hour, and who may do something before a push begins. */
async function aQueue(name: string, settings: Partial<QueueSettings> = {}, wish: object = {}) {
  const stack = new Stack()
  const services = stack.open()
  const queue = aTriggered(name, [aTrigger('t', wish)], settings)
  await stack.add(services, queue)
  await stack.world.runUntil(startMs + 5_000)
  stack.schedule(startMs + 60 * minuteMs)
  const put = (...bodies: string[]) => {
    const own = (body: string) => (name.endsWith('.fifo') ? { groupId: 'g', deduplicationId: body } : {})
    const messages = bodies.map(body => ({ body: Buffer.from(body), kind: 'text' as const, ...own(body) }))
    return publish(services, { queue: name, messages }, never)
  }
  const take = (visibilityTimeoutSeconds: number) =>
    poll(services, { queue: name, maxMessages: 1, waitSeconds: 0, visibilityTimeoutSeconds }, never)
  const after = (seconds: number) => stack.world.runUntil(stack.world.nowMs + seconds * 1000)
  const pushed = () => [...stack.successes.keys()]
  return { stack, services, queue, put, take, after, pushed }
}

test('what stands behind a message of its group that a consumer finishes is pushed', async () => {
  const { services, queue, put, take, after, pushed } = await aQueue('orders.fifo', { ordered })
  await put('a', 'b')
  const { messages } = await take(3_600)
  await after(300)
  expect(pushed()).toEqual([])
  await ack(services, { queue: queue.name, receipts: messages.map(one => one.receiptText), ifLapsed: 'refuse' }, never)
  await after(90)
  expect(pushed()).toEqual(['b'])
})

test('what stands behind a message of its group that is cancelled is pushed', async () => {
  const retry = { kind: 'fixed', delaySeconds: 3_600 } as const
  const queued = await aQueue('orders.fifo', { ordered, retry }, { batchSize: 1 })
  const { services, queue, stack, put, after, pushed } = queued
  stack.failuresOf = body => (body === 'a' ? 99 : 0)
  const { ids } = await put('a', 'b')
  await after(300)
  expect(pushed()).toEqual([])
  await cancelMessage(services, { queue: queue.name, id: ids[0]! }, never)
  await after(90)
  expect(pushed()).toEqual(['b'])
})

test('what waits for a slot that a consumer has is pushed when that is free', async () => {
  const { services, queue, put, take, after, pushed } = await aQueue('orders', { maxInFlight: 1 })
  await put('a', 'b')
  const { messages } = await take(3_600)
  await after(300)
  expect([messages.length, pushed()]).toEqual([1, []])
  await ack(services, { queue: queue.name, receipts: messages.map(one => one.receiptText), ifLapsed: 'refuse' }, never)
  await after(90)
  expect(pushed()).toHaveLength(1)
})

test('calls that the timer queue does not take are made up for once it does', async () => {
  const { stack, services, after, pushed } = await aQueue('orders')
  const late = { body: Buffer.from('a'), kind: 'text', delaySeconds: 1_200 } as const
  await publish(services, { queue: 'orders', messages: [late] }, never)
  await after(1_000)
  stack.timersAreBroken = true
  await after(600)
  stack.timersAreBroken = false
  await after(120)
  expect(pushed()).toEqual(['a'])
})

test('what stands behind a message that is parked is pushed when that has expired', async () => {
  const queued = await aQueue('orders.fifo', { ordered: { ...ordered!, parkAfterAttempts: 1 }, retentionSeconds: 600 })
  const { stack, put, after, pushed } = queued
  stack.failuresOf = body => (body === 'a' ? 99 : 0)
  await put('a')
  await after(300)
  await put('b')
  await after(200)
  expect([pushed(), stack.tries.get('a')]).toEqual([[], 1])
  await after(200)
  expect(pushed()).toEqual(['b'])
})
