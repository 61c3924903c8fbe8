import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { bareHands } from '../hands/bare.ts'
import { sluiceWire } from '../wires/sluiceWire.ts'
import { drainPhase } from './drain.ts'
import { publishPhase } from './publish.ts'
import { wakePhase } from './wake.ts'

type Input = { messages?: unknown[]; receipts?: string[]; waitSeconds?: number }

/** A queue that keeps numbers instead of messages, and gives at most `pollMax` at a time. */
class SmallQueue {
  readonly calls: string[] = []
  kept = 0
  leased = 0
  pollMax = 10
  forgets = false
  hangsUp = false
  /** Ends the wait of a poll. */
  wake = (): void => {}
  readonly server: Server = createServer(async (request, response) => {
    const call = request.url!.split('/').at(-1)!
    this.calls.push(call)
    if (this.hangsUp) return void response.destroy()
    const input = JSON.parse((await request.toArray()).join('')) as Input
    if (input.waitSeconds !== undefined && this.kept === 0) await this.untilPublished()
    const { status, body } = this.answer(call, input)
    const text = JSON.stringify(body)
    response.writeHead(status, { 'content-length': text.length }).end(text)
  })

  untilPublished(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.wake = resolve
    return promise
  }

  answer(call: string, { messages = [], receipts = [] }: Input): { status: number; body: unknown } {
    if (call === 'messages') return { status: 201, body: this.publish(messages.length) }
    if (call === 'poll') return { status: 200, body: this.poll() }
    const outcome = this.forgets ? 'gone' : 'acked'
    return { status: 200, body: { results: receipts.map(receipt => ({ receipt, outcome })) } }
  }

  publish(count: number): unknown {
    this.kept += count
    this.wake()
    return { messages: Array.from({ length: this.forgets ? count - 1 : count }, (_, at) => ({ id: `${at}` })) }
  }

  poll(): unknown {
    const count = Math.min(this.pollMax, this.kept)
    this.kept -= count
    return { messages: Array.from({ length: count }, () => ({ receipt: `${this.leased++}` })) }
  }

  async listen(): Promise<number> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve))
    return (this.server.address() as AddressInfo).port
  }
}

const wire = sluiceWire('/v1/queues/bench')
const noEnd = Number.POSITIVE_INFINITY
let queue = new SmallQueue()

afterEach(() => {
  queue.server.close()
  queue = new SmallQueue()
})

test('many connections publish as many messages as were asked for, and each call is timed', async () => {
  const bounds = { size: 10, messagesMax: 500, elapsedMsMax: noEnd }
  const measure = await bareHands(await queue.listen(), wire)(16, all => publishPhase(all, bounds))
  expect([measure.messages, queue.kept, measure.latenciesMs.publish!.length]).toEqual([500, 500, 50])
  expect(measure.elapsedMs).toBeGreaterThan(0)
})

test('many connections drain what there is, and what they say they drained is what is gone', async () => {
  queue.kept = 1000
  const measure = await bareHands(await queue.listen(), wire)(16, all => drainPhase(all, 700))
  expect([measure.messages, queue.kept]).toEqual([700, 300])
  expect([measure.latenciesMs.poll!.length, measure.latenciesMs.ack!.length]).toEqual([70, 70])
})

test('polls that bring less leave the rest for later; empty ones are not acked', async () => {
  queue.kept = 25
  queue.pollMax = 3
  const measure = await bareHands(await queue.listen(), wire)(4, all => drainPhase(all, 100))
  expect([measure.messages, queue.kept]).toEqual([25, 0])
  expect(queue.calls.toSorted()).toEqual([...Array(9).fill('ack'), ...Array(10).fill('poll')])
})

test('a message at a time goes to the poll that waits for it, and only then is it measured', async () => {
  const port = await queue.listen()
  const bounds = { messagesMax: 3, elapsedMsMax: noEnd }
  const measure = await bareHands(port, wire)(2, ([waiter, publisher]) => wakePhase(waiter!, publisher!, bounds))
  expect([measure.messages, queue.kept, queue.calls.join(' ')]).toEqual([
    3,
    0,
    Array(3).fill('poll messages ack').join(' '),
  ])
  expect(measure.elapsedMs).toBeCloseTo(measure.latenciesMs['publish to receive']!.reduce((sum, ms) => sum + ms))
})

test('a poll that is there before its message, or gets none, is no measure of anything', async () => {
  queue.kept = 2
  const port = await queue.listen()
  const bounds = { messagesMax: 1, elapsedMsMax: noEnd }
  const work = bareHands(port, wire)(2, ([waiter, publisher]) => wakePhase(waiter!, publisher!, bounds))
  await expect(work).rejects.toThrow('brought 2 messages instead of 1')
})

test('a time that is over ends publishing before it begins', async () => {
  const bounds = { size: 1, messagesMax: noEnd, elapsedMsMax: 0 }
  const measure = await bareHands(await queue.listen(), wire)(2, all => publishPhase(all, bounds))
  expect([measure.messages, queue.calls]).toEqual([0, []])
})

test('messages that were not taken, or not finished, are no work', async () => {
  queue.forgets = true
  queue.kept = 10
  const port = await queue.listen()
  const bounds = { size: 10, messagesMax: 10, elapsedMsMax: noEnd }
  await expect(bareHands(port, wire)(1, all => publishPhase(all, bounds))).rejects.toThrow('Of 10 messages 9')
  await expect(bareHands(port, wire)(1, all => drainPhase(all, 10))).rejects.toThrow('Of 10 receipts 0')
})

test('a server that hangs up ends the phase with an error', async () => {
  queue.hangsUp = true
  const bounds = { size: 1, messagesMax: 1, elapsedMsMax: noEnd }
  const port = await queue.listen()
  await expect(bareHands(port, wire)(1, all => publishPhase(all, bounds))).rejects.toThrow('closed the connection')
})

test('where nobody listens, no connection is made', async () => {
  const port = await queue.listen()
  await new Promise(resolve => queue.server.close(resolve))
  await expect(bareHands(port, wire)(2, async () => 'connected')).rejects.toThrow('ECONNREFUSED')
})
