import type { Clock } from '../../../lib/domain/clock.ts'
import type { QueueRef } from '../../../lib/domain/queue.ts'
import { seededRandom } from '../../../lib/random.ts'
import type { Dynamo, Input, Operation, Output } from '../../../lib/store/dynamo/dynamo.ts'
import { DynamoStore } from '../../../lib/store/dynamo/dynamoStore.ts'
import { scopeOf } from '../../../lib/store/dynamo/keys.ts'
import { LaneBook } from '../../../lib/store/dynamo/laneBook.ts'
import { levelDefault } from '../../../lib/store/dynamo/place.ts'
import { Send } from '../../../lib/store/dynamo/send.ts'
import { startMs } from '../../fixtures.ts'
import { Partitions } from '../../simulation/partitions.ts'
import { isWrite, partitionsOf } from '../../simulation/request.ts'
import { World } from '../../simulation/world.ts'
import { Metered } from './meter.ts'

const tables = { messages: 'messages', documents: 'documents' }
const wayMsMax = 4
const staleMsMax = 50

/** A region in virtual time: every call takes its ways, every partition has its limits, cheap reads are a little stale. */
export class Region {
  readonly world = new World(startMs)
  readonly metered = new Metered(() => this.world.nowMs, staleMsMax)
  readonly #partitions = new Partitions()
  readonly #random = seededRandom(17)
  throttled = 0
  isThrottling = true

  get clock(): Clock {
    return { nowMs: () => this.world.nowMs, wakeAt: (atMs, wake) => this.world.at(atMs, wake) }
  }

  open(seed: number): DynamoStore {
    const { clock, metered } = this
    const { bodies } = metered
    return new DynamoStore({ dynamo: this.#port(), tables, bodies, clock, wall: clock, random: seededRandom(seed) })
  }

  async growTo(queue: QueueRef, lanes: number): Promise<void> {
    const { clock } = this
    const send = new Send(this.#port(), { wall: clock, random: seededRandom(99) })
    for (let have = 1; have < lanes; have *= 2) {
      await this.done(new LaneBook(send, tables.messages, clock).grow(scopeOf(queue), levelDefault))
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
      this.#partitions.take(keys, kind, this.metered.lastUnits, this.world.nowMs)
      this.metered.lastUnits = 0
      await this.world.pause(this.#way())
    }
  }

  #answer<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    const { fake } = this.metered
    if (isWrite(operation) || (input as Input<'GetItem'>).ConsistentRead) return fake.call(operation, input)
    const asOfMs = this.world.nowMs - (this.#random.bytes(1)[0]! % staleMsMax)
    return fake.callAsOf(operation as 'Query', input as Input<'Query'>, asOfMs) as Promise<Output<Name>>
  }

  #way(): number {
    return 1 + (this.#random.bytes(1)[0]! % wayMsMax)
  }
}
