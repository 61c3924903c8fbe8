import { expect, test } from 'vitest'
import { VirtualClock } from '../../../lib/clock.ts'
import type { Receipt } from '../../../lib/domain/receipt.ts'
import { seededRandom } from '../../../lib/random.ts'
import { DynamoStore } from '../../../lib/store/dynamo/dynamoStore.ts'
import { anAck, anEnvelope, anOrderedQueue, aPoll, startMs } from '../../fixtures.ts'
import { tables } from '../aDynamoStore.ts'
import { bodiesOf } from './bodies.ts'
import { shapes } from './measured.ts'
import { type Meter, Metered, sum } from './meter.ts'
import type { Shape } from './shapes.ts'

// The budget is of the architecture: ordered 1/1/1 at most 5.2 write units. What stands here is what was measured.

const count = 100
const stepMs = 5
const deduplication = { scope: 'queue', windowMs: 300_000 } as const

type Cost = { publish: Meter; poll: Meter; ack: Meter; left: number }
type Wish = { shape: Shape; groups: number; deduplicated?: boolean; bytes?: number }

/** What ordered messages cost in three warm processes, and how many groups are left of them. */
async function costOf({ shape, groups, deduplicated = true, bytes = 200 }: Wish): Promise<Cost> {
  const clock = new VirtualClock(startMs)
  const metered = new Metered(() => clock.nowMs())
  const { port: dynamo, bodies } = metered
  const [publisher, poller, acker] = [1, 2, 3].map(
    seed => new DynamoStore({ dynamo, tables, bodies, clock, wall: clock, random: seededRandom(seed) }),
  )
  const queue = anOrderedQueue()
  const all = bodiesOf('raw', bytes)
  const envelope = (nth: number) =>
    anEnvelope({
      body: all[nth % all.length]!,
      sentAtMs: clock.nowMs(),
      groupId: `group-${nth % groups}`,
      ...(deduplicated && { deduplicationId: `${nth}` }),
    })
  for (let nth = 0; nth < count; nth += shape.publish) {
    const envelopes = Array.from({ length: shape.publish }, (_, index) => envelope(nth + index))
    await publisher!.publish(queue, envelopes, undefined, deduplication)
    clock.advanceMs(stepMs)
  }
  const publish = metered.take()
  const [polls, acks] = [[], []] as [Meter[], Meter[]]
  for (let done = 0; done < count; ) {
    const receipts: Receipt[] = (await poller!.poll(queue, aPoll({ maxMessages: shape.poll }))).map(one => one.receipt)
    polls.push(metered.take())
    clock.advanceMs(stepMs)
    for (let at = 0; at < receipts.length; at += shape.ack)
      await acker!.settle(
        queue,
        receipts.slice(at, at + shape.ack).map(receipt => anAck(receipt)),
      )
    acks.push(metered.take())
    done += receipts.length
  }
  const left = [...metered.fake.items(tables.messages)].filter(({ p }) => p!.S!.startsWith('g.')).length
  return { publish, poll: sum(polls), ack: sum(acks), left }
}

/** Of a hundred messages: calls of publish, poll and ack, write units of each, read units. */
const measured: [what: string, wish: Wish, expected: number[]][] = [
  ['1/1/1, a group each', { shape: shapes['1/1/1']!, groups: 100 }, [300, 301, 100, 300, 100, 100, 151]],
  ['1/1/1, one group', { shape: shapes['1/1/1']!, groups: 1 }, [300, 300, 100, 300, 100, 100, 150]],
  [
    '1/1/1, never a duplicate',
    { shape: shapes['1/1/1']!, groups: 100, deduplicated: false },
    [200, 301, 100, 200, 100, 100, 151],
  ],
  ['1/10/10, one group', { shape: shapes['1/10/10']!, groups: 1 }, [300, 30, 10, 300, 10, 10, 24]],
  ['10/10/10, one group', { shape: shapes['10/10/10']!, groups: 1 }, [120, 30, 10, 130, 10, 10, 35]],
  ['10/10/10, ten groups', { shape: shapes['10/10/10']!, groups: 10 }, [300, 30, 10, 300, 10, 10, 15]],
  [
    '1/1/1 of 10 KB, a group each',
    { shape: shapes['1/1/1']!, groups: 100, bytes: 10 * 1024 },
    [300, 301, 100, 1000, 100, 100, 251],
  ],
]

test.each(measured)('%s costs what it did', async (_, wish, expected) => {
  const { publish, poll, ack } = await costOf(wish)
  const all = [publish, poll, ack]
  const found = [...all.map(({ calls }) => calls), ...all.map(({ writes }) => writes), sum(all).reads]
  expect(found).toEqual(expected)
})

test('publish, poll and ack of one ordered message take at most 5.2 write units, with deduplication', async () => {
  const { publish, poll, ack } = await costOf({ shape: shapes['1/1/1']!, groups: 100 })
  const { writes } = sum([publish, poll, ack])
  expect(writes / count).toBeLessThanOrEqual(5.2)
  expect(publish.calls / count).toBeLessThanOrEqual(3)
  expect(ack.calls / count).toBeLessThanOrEqual(1)
})

test('nothing is left of a group that holds nothing, so that idle groups cost no poll anything', async () => {
  expect((await costOf({ shape: shapes['1/1/1']!, groups: 100 })).left).toBe(0)
})
