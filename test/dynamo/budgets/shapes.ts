import { MemoryBodies } from '../../../lib/bodies/memoryBodies.ts'
import { VirtualClock } from '../../../lib/clock.ts'
import { seededRandom } from '../../../lib/random.ts'
import { DynamoStore } from '../../../lib/store/dynamo/dynamoStore.ts'
import { anAck, anEnvelope, aPoll, aQueue, startMs } from '../../fixtures.ts'
import { type Meter, MeteredDynamo } from './meter.ts'

/** How many messages a publish, a poll and an ack take at once. */
export type Shape = { publish: number; poll: number; ack: number }

export type Cost = { publish: Meter; poll: Meter; ack: Meter; objects: number; messages: number }

const tables = { messages: 'messages', documents: 'documents' }
const messagesMax = 100
const stepMs = 5

/** A body like those that travel: JSON with names that repeat and values that do not. */
export function aBody(bytes: number, seed: number): Buffer {
  const random = seededRandom(seed)
  const rows: unknown[] = []
  for (let length = 0; length < bytes * 2; ) {
    const row = {
      orderId: Buffer.from(random.bytes(8)).toString('hex'),
      customer: Buffer.from(random.bytes(6)).toString('base64'),
      amountCents: Buffer.from(random.bytes(3)).readUIntBE(0, 3),
      status: ['created', 'paid', 'shipped'][random.bytes(1)[0]! % 3],
    }
    rows.push(row)
    length += JSON.stringify(row).length
  }
  return Buffer.from(JSON.stringify(rows)).subarray(0, bytes)
}

/** Random bytes as base64: text that cannot be made smaller to speak of. */
export const aRawBody = (bytes: number, seed: number): Buffer => {
  const random = seededRandom(seed)
  return Buffer.from(
    Array.from({ length: bytes / 64 + 1 }, () => Buffer.from(random.bytes(48)).toString('base64')).join(''),
  ).subarray(0, bytes)
}

/** What messages cost in three warm processes: one publishes, one polls, one acks. Counted after a first round. */
export async function costOf(shape: Shape, bodyOf: (seed: number) => Buffer): Promise<Cost> {
  const clock = new VirtualClock(startMs)
  const dynamo = new MeteredDynamo(() => clock.nowMs())
  const bodies = new MemoryBodies()
  const open = (seed: number) =>
    new DynamoStore({
      dynamo: dynamo.port,
      tables,
      bodies,
      clock,
      wall: new VirtualClock(startMs),
      random: seededRandom(seed),
    })
  const [publisher, poller, acker] = [open(1), open(2), open(3)]
  const queue = aQueue()
  let seed = 0
  const publishAll = async (count: number) => {
    for (let left = count; left > 0; left -= shape.publish) {
      const envelopes = Array.from({ length: Math.min(left, shape.publish) }, () =>
        anEnvelope({ body: bodyOf(seed++), sentAtMs: clock.nowMs() }),
      )
      await publisher.publish(queue, envelopes)
      clock.advanceMs(stepMs)
    }
  }
  const drain = async (count: number) => {
    const leased = []
    while (leased.length < count) {
      leased.push(...(await poller.poll(queue, aPoll({ maxMessages: shape.poll }))))
      clock.advanceMs(stepMs)
    }
    return leased.map(({ receipt }) => receipt)
  }
  const ackAll = async (receipts: Awaited<ReturnType<typeof drain>>) => {
    for (let at = 0; at < receipts.length; at += shape.ack)
      await acker.settle(
        queue,
        receipts.slice(at, at + shape.ack).map(receipt => anAck(receipt)),
      )
  }
  await publishAll(shape.publish)
  await ackAll(await drain(shape.publish))
  const messages = Math.floor(messagesMax / shape.publish) * shape.publish
  dynamo.take()
  const before = bodies.keys().length
  await publishAll(messages)
  const publish = dynamo.take()
  const receipts = await drain(messages)
  const poll = dynamo.take()
  await ackAll(receipts)
  return { publish, poll, ack: dynamo.take(), objects: bodies.keys().length - before, messages }
}
