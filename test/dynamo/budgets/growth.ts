import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { QueueRef } from '../../../lib/domain/queue.ts'
import { encodeBlock } from '../../../lib/store/dynamo/block.ts'
import type { DynamoStore } from '../../../lib/store/dynamo/dynamoStore.ts'
import { headOf } from '../../../lib/store/dynamo/heads.ts'
import { blockKey, scopeOf } from '../../../lib/store/dynamo/keys.ts'
import { pack } from '../../../lib/store/dynamo/pack.ts'
import { levelDefault } from '../../../lib/store/dynamo/place.ts'
import { encodeSlot, freshSlot } from '../../../lib/store/dynamo/slot.ts'
import { anAck, anEnvelope, aPoll, aQueue } from '../../fixtures.ts'
import { bodiesOf } from './bodies.ts'
import { type Meter, share, sum } from './meter.ts'
import { Region } from './region.ts'

const [body] = bodiesOf('raw', 200)
const hourMs = 3_600_000
// What stands in the queue became ready in the course of a minute, a minute ago.
const agoMs = 120_000
const spanMs = 60_000

type Item = Record<string, AttributeValue>

/** Single messages as the store writes them, each in a block of its own: visible, or leased until a time. */
function* blocks(queue: QueueRef, count: number, nowMs: number, leasedUntilMs: number | undefined): Generator<Item> {
  const slot = leasedUntilMs === undefined ? freshSlot : leasedSlot(nowMs, leasedUntilMs)
  let pattern: Item = {}
  for (let nth = 0, lastMs = 0; nth < count; nth++) {
    const readyAtMs = nowMs - agoMs + Math.floor((nth * spanMs) / count)
    const nonce = nth.toString(16).padStart(14, '0')
    const key = blockKey(scopeOf(queue), { level: levelDefault, lane: 0, readyAtMs, nonce })
    if (readyAtMs !== lastMs) {
      const envelope = anEnvelope({ body: body!, sentAtMs: readyAtMs })
      const entries = [{ index: 0, slot, head: headOf(envelope) }]
      pattern = encodeBlock({ key, readyAtMs, nonce, entries, envelopes: pack([envelope]) })
      lastMs = readyAtMs
    }
    // All but the key is the same object in all blocks of a millisecond: a million of them fit into memory.
    yield { ...pattern, s: { S: key.s } }
  }
}

const leasedSlot = (nowMs: number, visibleAtMs: number): string =>
  encodeSlot({
    token: 'AAAAAAAA',
    leased: true,
    visibleAtMs,
    attempts: 1,
    firstLeasedAtMs: nowMs - spanMs,
    leasedAtMs: nowMs - spanMs,
  })

export type Beside = { backlog?: number; inFlight?: number }

/** A region whose queue holds so many messages already. */
export function regionWith({ backlog = 0, inFlight = 0 }: Beside): { region: Region; queue: QueueRef } {
  const region = new Region()
  const queue = aQueue()
  const { nowMs } = region.world
  region.metered.fake.load('messages', blocks(queue, backlog, nowMs, undefined))
  region.metered.fake.load('messages', blocks(queue, inFlight, nowMs, nowMs + hourMs))
  return { region, queue }
}

export type Round = { publish: Meter; poll: Meter; ack: Meter }

/** One message after the other is published, polled and acked, each by its own process, beside so many others. */
export async function roundsBeside(beside: Beside, rounds: number): Promise<Round[]> {
  const { region, queue } = regionWith(beside)
  const [publisher, poller, acker] = [region.open(1), region.open(2), region.open(3)]
  const counted: Round[] = []
  for (let round = 0; round < rounds; round++) {
    const envelope = anEnvelope({ body: body!, sentAtMs: region.world.nowMs })
    await region.done(publisher.publish(queue, [envelope]))
    const publish = region.metered.take()
    const leased = await region.done(poller.poll(queue, aPoll({ maxMessages: 1 })))
    const poll = region.metered.take()
    const acks = leased.map(({ receipt }) => anAck(receipt))
    await region.done(acker.settle(queue, acks))
    counted.push({ publish, poll, ack: region.metered.take() })
  }
  return counted
}

/** What so many rounds cost together. */
export const total = (rounds: readonly Round[]): Round => ({
  publish: sum(rounds.map(({ publish }) => publish)),
  poll: sum(rounds.map(({ poll }) => poll)),
  ack: sum(rounds.map(({ ack }) => ack)),
})

export type Empty = { first: Meter; second: Meter; perMinute: Meter }

/**
 * What it costs to find nothing beside so many in flight: a first poll, one of another process right after it, and a
 * minute in which both poll once a second, or as many of them as are asked for.
 */
export async function emptyBeside(inFlight: number, minutes = 1): Promise<Empty> {
  const { region, queue } = regionWith({ inFlight })
  const [one, other] = [region.open(1), region.open(2)]
  const poll = async (store: DynamoStore): Promise<void> => {
    const leased = await region.done(store.poll(queue, aPoll({ maxMessages: 1 })))
    if (leased.length > 0) throw new Error('there was something')
  }
  await poll(one)
  const first = region.metered.take()
  await poll(other)
  const second = region.metered.take()
  const endMs = region.world.nowMs + minutes * 60_000
  while (region.world.nowMs < endMs) {
    const nextMs = region.world.nowMs + 1_000
    await poll(one)
    await poll(other)
    await region.world.runUntil(nextMs)
  }
  return { first, second, perMinute: share(region.metered.take(), minutes || 1) }
}
