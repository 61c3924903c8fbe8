// Measures how late messages are when a million of them fall due within a minute: `node test/due/dynamo.ts MESSAGES
// CONSUMERS LANES`. On the DynamoDB store in virtual time, where every call takes its ways and every partition has its limits.
import { Problem } from '../../lib/domain/problem.ts'
import type { DynamoStore } from '../../lib/store/dynamo/dynamoStore.ts'
import { Region } from '../dynamo/budgets/region.ts'
import { anAck, aPoll, aQueue } from '../fixtures.ts'
import { dueEnvelopes, Lateness, perCall, withinMs } from './lateness.ts'

const [messages = 1_000_000, consumers = 64, lanes = 16] = process.argv.slice(2).map(Number)
const calls = Math.ceil(messages / perCall)
const callsAtOnce = 400
const publishers = 10
const idleMs = 20
const region = new Region()
const { world } = region
const queue = aQueue()
await region.growTo(queue, lanes)

// Nothing is throttled meanwhile: the publishers had all day.
region.isThrottling = false
const fromMs = world.nowMs + 600_000
const stores = Array.from({ length: publishers }, (_, nth) => region.open(1 + nth))
for (let at = 0; at < calls; at += callsAtOnce) {
  const some = Array.from({ length: Math.min(callsAtOnce, calls - at) }, (_, nth) => at + nth)
  const sentAtMs = world.nowMs
  const publish = (one: number) => stores[one % publishers]!.publish(queue, dueEnvelopes(one, calls, sentAtMs, fromMs))
  await region.done(Promise.all(some.map(publish)))
}
if (world.nowMs > fromMs) throw new Error('it took so long that the first are due: give it fewer')
await world.runUntil(fromMs)
region.isThrottling = true

const lateness = new Lateness()
async function consume(store: DynamoStore): Promise<void> {
  while (lateness.count < calls * perCall) {
    try {
      const leased = await store.poll(queue, aPoll({ maxMessages: perCall, leaseMs: 10 * withinMs }))
      for (const { message } of leased) lateness.add(message.envelope.readyAtMs, world.nowMs)
      const acks = leased.map(({ receipt }) => anAck(receipt))
      if (acks.length > 0) await store.settle(queue, acks)
      else await world.pause(idleMs)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
    }
  }
}
await region.done(Promise.all(Array.from({ length: consumers }, (_, nth) => consume(region.open(100 + nth)))))
console.log(lateness.say((world.nowMs - fromMs) / 1000))
console.log(`${consumers} consumers, ${lanes} lanes, ${region.throttled} calls throttled`)
