import { VirtualClock } from '../../../lib/clock.ts'
import type { Envelope } from '../../../lib/domain/envelope.ts'
import type { Receipt } from '../../../lib/domain/receipt.ts'
import { seededRandom } from '../../../lib/random.ts'
import { DynamoStore } from '../../../lib/store/dynamo/dynamoStore.ts'
import type { RequestKey } from '../../../lib/store/store.ts'
import { anAck, anEnvelope, aPoll, aQueue, startMs } from '../../fixtures.ts'
import { type Kept, keptSince, type Meter, Metered } from './meter.ts'

/** How many messages a publish, a poll and an ack take at once. */
export type Shape = { publish: number; poll: number; ack: number }

/** What so many messages cost on their way; `kept` is what lay in store before the polls, `left` what did after the acks. */
export type Cost = { publish: Meter; poll: Meter; ack: Meter; kept: Kept; left: Kept; messages: number }

const tables = { messages: 'messages', documents: 'documents' }
const messagesMax = 100
const stepMs = 5

/** What tells messages apart that take turns. */
export type Kind = Pick<Envelope, 'priority' | 'groupId'>

/** A queue and its three processes: one publishes, one polls, one acks. */
class Line {
  readonly clock = new VirtualClock(startMs)
  readonly metered = new Metered(() => this.clock.nowMs())
  readonly #queue = aQueue()
  readonly #bodies: readonly Uint8Array[]
  readonly #kinds: readonly Kind[]
  readonly #stores = [1, 2, 3].map(seed => this.#open(seed))
  #published = 0

  constructor(bodies: readonly Uint8Array[], kinds: readonly Kind[] = [{}]) {
    this.#bodies = bodies
    this.#kinds = kinds
  }

  #open(seed: number): DynamoStore {
    const { clock, metered } = this
    const { port: dynamo, bodies } = metered
    return new DynamoStore({ dynamo, tables, bodies, clock, wall: clock, random: seededRandom(seed) })
  }

  async publish(count: number, atOnce: number, request?: (nth: number) => RequestKey): Promise<void> {
    for (let done = 0; done < count; done += atOnce) {
      const envelopes = Array.from({ length: atOnce }, () => this.#envelope())
      await this.#stores[0]!.publish(this.#queue, envelopes, request?.(done))
      this.clock.advanceMs(stepMs)
    }
  }

  #envelope() {
    const nth = this.#published++
    const body = this.#bodies[nth % this.#bodies.length]!
    return anEnvelope({ body, sentAtMs: this.clock.nowMs(), ...this.#kinds[nth % this.#kinds.length] })
  }

  async poll(count: number, maxMessages: number): Promise<Receipt[]> {
    const receipts: Receipt[] = []
    while (receipts.length < count) {
      const leased = await this.#stores[1]!.poll(this.#queue, aPoll({ maxMessages }))
      receipts.push(...leased.map(({ receipt }) => receipt))
      this.clock.advanceMs(stepMs)
    }
    return receipts
  }

  async ack(receipts: readonly Receipt[], atOnce: number): Promise<void> {
    for (let at = 0; at < receipts.length; at += atOnce) {
      const some = receipts.slice(at, at + atOnce)
      await this.#stores[2]!.settle(
        this.#queue,
        some.map(receipt => anAck(receipt)),
      )
    }
  }
}

/** What messages cost in three warm processes: counted after a first round. */
export async function costOf(shape: Shape, bodies: readonly Uint8Array[]): Promise<Cost> {
  const line = new Line(bodies)
  await line.publish(shape.publish, shape.publish)
  await line.ack(await line.poll(shape.publish, shape.poll), shape.ack)
  line.metered.take()
  const before = line.metered.kept()
  await line.publish(messagesMax, shape.publish)
  const publish = line.metered.take()
  const kept = keptSince(before, line.metered.kept())
  const receipts = await line.poll(messagesMax, shape.poll)
  const poll = line.metered.take()
  await line.ack(receipts, shape.ack)
  const left = keptSince(before, line.metered.kept())
  return { publish, poll, ack: line.metered.take(), kept, left, messages: messagesMax }
}

// Priorities and sides are in use five seconds after a queue has first had them.
const newMs = 5_000

/** What messages one at a time cost of a queue that has had these kinds of them for a while, in warm processes. */
export async function costOfKinds(kinds: readonly Kind[], bodies: readonly Uint8Array[], messages: number) {
  const line = new Line(bodies, kinds)
  const pass = async (count: number) => {
    await line.publish(count, 1)
    const publish = line.metered.take()
    const receipts = await line.poll(count, 1)
    const poll = line.metered.take()
    await line.ack(receipts, 1)
    return { publish, poll, ack: line.metered.take() }
  }
  const first = await pass(kinds.length)
  line.clock.advanceMs(newMs)
  await pass(kinds.length)
  return { first, later: await pass(messages) }
}

/** What one publish with a request key costs a warm process. */
export async function costOfKeyed(atOnce: number, bodies: readonly Uint8Array[]): Promise<Meter> {
  const line = new Line(bodies)
  const request = (key: number) => ({ key: `${key}`, fingerprint: 'x', keepUntilMs: startMs + 60_000 })
  await line.publish(atOnce, atOnce)
  line.metered.take()
  await line.publish(atOnce, atOnce, request)
  return line.metered.take()
}
