import { seededRandom } from '../../../lib/random.ts'
import type { Dynamo } from '../../../lib/store/dynamo/dynamo.ts'
import { DynamoStore } from '../../../lib/store/dynamo/dynamoStore.ts'
import { anAck, anEnvelope, aPoll, aQueue, startMs } from '../../fixtures.ts'
import { World } from '../../simulation/world.ts'
import { Metered } from './meter.ts'
import type { Shape } from './shapes.ts'

/**
 * Assumed, not measured: nothing has run on AWS yet. How long a call of DynamoDB and one of S3 take from a function, and
 * what a request takes besides.
 */
export const assumedMs = { dynamo: 6, object: 30, own: 3 }

export type Durations = { publish: number; poll: number; ack: number }

const rounds = 4
const tables = { messages: 'messages', documents: 'documents' }

/** How long a request of each kind takes in a warm process, in ms: what has to wait for what is measured, how long is assumed. */
export async function durationsOf(shape: Shape, bodies: readonly Uint8Array[]): Promise<Durations> {
  const world = new World(startMs)
  const store = slowStore(world)
  const queue = aQueue()
  const timed = async <Result>(work: () => Promise<Result>): Promise<[ms: number, result: Result]> => {
    const beganMs = world.nowMs
    let isOver = false
    const working = work().finally(() => {
      isOver = true
    })
    while (!isOver) await world.runUntil(world.nowMs + 1)
    return [world.nowMs - beganMs, await working]
  }
  const sums = { publish: 0, poll: 0, ack: 0 }
  const least = Math.max(shape.publish, shape.poll)
  for (let round = 0; round <= rounds; round++) {
    const took = { publish: 0, poll: 0, ack: 0 }
    for (let sent = 0; sent < least; sent += shape.publish) {
      const some = bodies.slice(0, shape.publish).map(body => anEnvelope({ body, sentAtMs: world.nowMs }))
      ;[took.publish] = await timed(() => store.publish(queue, some))
    }
    const [pollMs, leased] = await timed(() =>
      store.poll(queue, aPoll({ maxMessages: shape.poll, leaseMs: 3_600_000 })),
    )
    if (leased.length !== shape.poll) throw new Error(`polled ${leased.length} of ${shape.poll}`)
    const acks = leased.map(({ receipt }) => anAck(receipt))
    const [ackMs] = await timed(() => store.settle(queue, acks))
    if (round === 0) continue
    sums.publish += took.publish
    sums.poll += pollMs
    sums.ack += ackMs
  }
  return { publish: sums.publish / rounds, poll: sums.poll / rounds, ack: sums.ack / rounds }
}

function slowStore(world: World): DynamoStore {
  const { fake, bodies } = new Metered(() => world.nowMs)
  const clock = { nowMs: () => world.nowMs, wakeAt: world.at.bind(world) }
  const dynamo: Dynamo = {
    call: async (operation, input) => {
      await world.pause(assumedMs.dynamo)
      return fake.call(operation, input)
    },
  }
  const slowBodies = {
    put: async (key: string, bytes: Uint8Array) => {
      await world.pause(assumedMs.object)
      return bodies.put(key, bytes)
    },
    get: async (key: string) => {
      await world.pause(assumedMs.object)
      return bodies.get(key)
    },
  }
  return new DynamoStore({ dynamo, tables, bodies: slowBodies, clock, wall: clock, random: seededRandom(1) })
}
