import { Problem } from '../../../lib/domain/problem.ts'
import type { QueueRef } from '../../../lib/domain/queue.ts'
import type { DynamoStore } from '../../../lib/store/dynamo/dynamoStore.ts'
import { anAck, anEnvelope, aPoll, aQueue } from '../../fixtures.ts'
import { bodiesOf } from './bodies.ts'
import { type Meter, share } from './meter.ts'
import { Region } from './region.ts'

export type Wish = {
  messages: number
  pollers: number
  lanes: number
  perPoll?: number
  /** All of them are due in the same millisecond. */
  areDueAtOnce?: boolean
}

/** Of one message, on the average; `refused` polls were answered that the store is busy. */
export type Drain = { publish: Meter; consume: Meter; seconds: number; throttled: number; refused: number }

const putsAtOnce = 200
const putEveryMs = 200
// So many that none of them sees a need for more lanes.
const publishers = 10
const idleMs = 50
const leaseMs = 120_000

/** So many single messages, put by a publisher at its leisure, taken and acked one by one by so many processes. */
export async function drain({ messages, pollers, lanes, perPoll = 1, areDueAtOnce = false }: Wish): Promise<Drain> {
  const region = new Region()
  const queue = aQueue()
  await region.growTo(queue, lanes)
  region.metered.take()
  region.isThrottling = false
  await publishAll(region, queue, messages, areDueAtOnce)
  const publish = share(region.metered.take(), messages)
  region.isThrottling = true
  const beganMs = region.world.nowMs
  const crowd = new Crowd(region, queue, messages, perPoll)
  await region.done(Promise.all(Array.from({ length: pollers }, (_, nth) => crowd.consume(region.open(100 + nth)))))
  const consume = share(region.metered.take(), messages)
  const seconds = (region.world.nowMs - beganMs) / 1000
  return { publish, consume, seconds, throttled: region.throttled, refused: crowd.refused }
}

async function publishAll(region: Region, queue: QueueRef, messages: number, areDueAtOnce: boolean): Promise<void> {
  const stores = Array.from({ length: publishers }, (_, nth) => region.open(1 + nth))
  const bodies = bodiesOf('raw', 200)
  const dueAtMs = region.world.nowMs + 2 * messages
  for (let at = 0; at < messages; at += putsAtOnce) {
    const sentAtMs = region.world.nowMs
    const puts = Array.from({ length: putsAtOnce }, (_, nth) => {
      const readyAtMs = areDueAtOnce ? dueAtMs : sentAtMs + nth
      const envelope = anEnvelope({ body: bodies[nth % bodies.length]!, sentAtMs: sentAtMs + nth, readyAtMs })
      return stores[nth % publishers]!.publish(queue, [envelope])
    })
    await region.done(Promise.all(puts))
    await region.world.runUntil(sentAtMs + putEveryMs)
  }
  await region.world.runUntil(Math.max(areDueAtOnce ? dueAtMs : 0, region.world.nowMs) + 2_000)
}

class Crowd {
  readonly #region: Region
  readonly #queue: QueueRef
  readonly #perPoll: number
  #left: number
  refused = 0

  constructor(region: Region, queue: QueueRef, messages: number, perPoll: number) {
    this.#region = region
    this.#queue = queue
    this.#left = messages
    this.#perPoll = perPoll
  }

  async consume(store: DynamoStore): Promise<void> {
    while (this.#left > 0) {
      try {
        const taken = await this.#takeSome(store)
        if (taken === 0) await this.#region.world.pause(idleMs)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        this.refused += 1
      }
    }
  }

  async #takeSome(store: DynamoStore): Promise<number> {
    const leased = await store.poll(this.#queue, aPoll({ maxMessages: this.#perPoll, leaseMs }))
    this.#left -= leased.length
    const acks = leased.map(({ receipt }) => anAck(receipt))
    if (acks.length > 0) await store.settle(this.#queue, acks)
    return acks.length
  }
}
