import { MemoryBodies } from '../../../lib/bodies/memoryBodies.ts'
import type { Clock } from '../../../lib/domain/clock.ts'
import { Problem } from '../../../lib/domain/problem.ts'
import type { QueueRef } from '../../../lib/domain/queue.ts'
import { seededRandom } from '../../../lib/random.ts'
import type { Dynamo, Input, Operation, Output } from '../../../lib/store/dynamo/dynamo.ts'
import { DynamoStore } from '../../../lib/store/dynamo/dynamoStore.ts'
import { scopeOf } from '../../../lib/store/dynamo/keys.ts'
import { LaneBook } from '../../../lib/store/dynamo/laneBook.ts'
import { Send } from '../../../lib/store/dynamo/send.ts'
import { anAck, anEnvelope, aPoll, aQueue, startMs } from '../../fixtures.ts'
import { Partitions } from '../../simulation/partitions.ts'
import { isWrite, partitionsOf } from '../../simulation/request.ts'
import { World } from '../../simulation/world.ts'
import { MeteredDynamo } from './meter.ts'

const tables = { messages: 'messages', documents: 'documents' }
const wayMsMax = 4
const staleMsMax = 50

/** A region in virtual time: every call takes its ways, every partition has its limits, cheap reads are a little stale. */
export class Region {
  readonly world = new World(startMs)
  readonly dynamo = new MeteredDynamo(() => this.world.nowMs, staleMsMax)
  readonly bodies = new MemoryBodies()
  readonly #partitions = new Partitions()
  readonly #random = seededRandom(17)
  throttled = 0
  isThrottling = true

  get clock(): Clock {
    return { nowMs: () => this.world.nowMs, wakeAt: (atMs, wake) => this.world.at(atMs, wake) }
  }

  open(seed: number): DynamoStore {
    const { clock } = this
    return new DynamoStore({
      dynamo: this.#port(),
      tables,
      bodies: this.bodies,
      clock,
      wall: clock,
      random: seededRandom(seed),
    })
  }

  async growTo(queue: QueueRef, lanes: number): Promise<void> {
    const { clock } = this
    const send = new Send(this.#port(), { wall: clock, random: seededRandom(99) })
    for (let have = 1; have < lanes; have *= 2) {
      await this.done(new LaneBook(send, tables.messages, clock).grow(scopeOf(queue)))
      await this.world.runUntil(this.world.nowMs + 6_000)
    }
  }

  /** Lives on until the work is done. */
  async done<Result>(work: Promise<Result>): Promise<Result> {
    let over = false
    const end = () => {
      over = true
    }
    work.then(end, end)
    while (!over) await this.world.runUntil(this.world.nowMs + 100)
    return work
  }

  #port(): Dynamo {
    return { call: (operation, input) => this.#call(operation, input) }
  }

  async #call<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    await this.world.pause(this.#way())
    const kind = isWrite(operation) ? 'writes' : 'reads'
    const keys = partitionsOf(operation, input)
    try {
      if (this.isThrottling && !this.#partitions.admits(keys, kind, this.world.nowMs)) {
        this.throttled += 1
        throw Object.assign(new Error('too much'), { name: 'ProvisionedThroughputExceededException' })
      }
      const output = await this.#answer(operation, input)
      return { ...output, serverMs: Math.floor(this.world.nowMs / 1000) * 1000 }
    } finally {
      this.#partitions.take(keys, kind, this.dynamo.lastUnits, this.world.nowMs)
      this.dynamo.lastUnits = 0
      await this.world.pause(this.#way())
    }
  }

  #answer<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    const { fake } = this.dynamo
    if (isWrite(operation) || (input as Input<'GetItem'>).ConsistentRead) return fake.call(operation, input)
    const asOfMs = this.world.nowMs - (this.#random.bytes(1)[0]! % staleMsMax)
    return fake.callAsOf(operation as 'Query', input as Input<'Query'>, asOfMs) as Promise<Output<Name>>
  }

  #way(): number {
    return 1 + (this.#random.bytes(1)[0]! % wayMsMax)
  }
}

export type Drain = {
  writes: number
  reads: number
  seconds: number
  throttled: number
  busy: number
  messages: number
}

/** So many single messages, put by publishers at their leisure, taken and acked one by one by so many processes. */
export async function drain(messages: number, pollers: number, lanes: number, perPoll = 1): Promise<Drain> {
  const region = new Region()
  const queue = aQueue()
  await region.growTo(queue, lanes)
  const publisher = region.open(1)
  region.isThrottling = false
  for (let at = 0; at < messages; at += 200) {
    const sentAtMs = region.world.nowMs
    const puts = Array.from({ length: 200 }, (_, nth) =>
      publisher.publish(queue, [anEnvelope({ body: 'x'.repeat(200), sentAtMs: sentAtMs + nth })]),
    )
    await region.done(Promise.all(puts))
    await region.world.runUntil(sentAtMs + 200)
  }
  region.isThrottling = true
  await region.world.runUntil(region.world.nowMs + 2_000)
  region.dynamo.take()
  const beganMs = region.world.nowMs
  let left = messages
  let busy = 0
  const consume = async (seed: number): Promise<void> => {
    const store = region.open(seed)
    while (left > 0) {
      try {
        const leased = await store.poll(queue, aPoll({ maxMessages: perPoll, leaseMs: 120_000 }))
        left -= leased.length
        if (leased.length > 0)
          await store.settle(
            queue,
            leased.map(({ receipt }) => anAck(receipt)),
          )
        else await region.world.pause(50)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        busy += 1
      }
    }
  }
  await region.done(Promise.all(Array.from({ length: pollers }, (_, nth) => consume(100 + nth))))
  const { writes, reads } = region.dynamo.take()
  const seconds = (region.world.nowMs - beganMs) / 1000
  return { writes: writes / messages, reads: reads / messages, seconds, throttled: region.throttled, busy, messages }
}
