import { describe, expect, test } from 'vitest'
import { VirtualClock } from '../../../lib/clock.ts'
import { seededRandom } from '../../../lib/random.ts'
import { DynamoStore } from '../../../lib/store/dynamo/dynamoStore.ts'
import { aQueue, startMs } from '../../fixtures.ts'
import { tables } from '../aDynamoStore.ts'
import { waitingAMinute } from './alone.ts'
import { type BodyKind, bodiesOf } from './bodies.ts'
import { drain } from './crowd.ts'
import { type Beside, emptyBeside, type Round, roundsBeside, total } from './growth.ts'
import { kinds, shapes, sizes } from './measured.ts'
import { Metered, sum } from './meter.ts'
import { costOf, costOfKeyed } from './shapes.ts'

// Budgets are of the architecture; what stands beside them is what was measured, and changes only on purpose. The larger
// measurements are in slow/ (npm run test:budgets).

/** A hundred messages; calls of publish, poll and ack, write units of each, read units (of polls), puts and gets. */
const measured = `
  raw    200  1/1/1     100  201  100   100  100  100   50.5    0    0
  raw    200  1/10/10   100  110  100   100  100  100   14.5    0    0
  raw    200  10/10/10   20   30   10    30   10   10     10    0    0
  raw   1024  1/1/1     100  201  100   100  100  100  146.5    0    0
  raw   1024  1/10/10   100  110  100   100  100  100     34    0    0
  raw   1024  10/10/10   20   30   10    90   10   10     15    0    0
  raw  10240  1/1/1     200  301  100   900  100  100  150.5    0    0
  raw  10240  1/10/10   200  210  100   900  100  100    105    0    0
  raw  10240  10/10/10   10   20   10    10   10   10      5   10   10
  raw  65536  1/1/1     100  201  100   100  100  100   50.5  100  100
  raw  65536  1/10/10   100  110  100   100  100  100      9  100  100
  raw  65536  10/10/10   10   20   10    10   10   10      5   10   10
  JSON   200  1/1/1     100  201  100   100  100  100   50.5    0    0
  JSON   200  1/10/10   100  110  100   100  100  100   14.5    0    0
  JSON   200  10/10/10   20   30   10    20   10   10     10    0    0
  JSON  1024  1/1/1     100  201  100   100  100  100   97.5    0    0
  JSON  1024  1/10/10   100  110  100   100  100  100   19.5    0    0
  JSON  1024  10/10/10   20   30   10    40   10   10     10    0    0
  JSON 10240  1/1/1     200  301  100   400  100  100  100.5    0    0
  JSON 10240  1/10/10   200  210  100   400  100  100     55    0    0
  JSON 10240  10/10/10   10   20   10    10   10   10      5   10   10
  JSON 65536  1/1/1     100  201  100   100  100  100   50.5  100  100
  JSON 65536  1/10/10   100  110  100   100  100  100      9  100  100
  JSON 65536  10/10/10   10   20   10    10   10   10      5   10   10
`

const numbers = ({ publish, poll, ack }: Awaited<ReturnType<typeof costOf>>): number[] => {
  const { reads, puts, gets } = sum([publish, poll, ack])
  const all = [publish, poll, ack]
  return [...all.map(({ calls }) => calls), ...all.map(({ writes }) => writes), reads, puts, gets]
}

const cells = measured
  .trim()
  .split('\n')
  .map(line => {
    const [kind, bytes, shape, ...rest] = line.trim().split(/ +/)
    return { kind: kind as BodyKind, bytes: Number(bytes), shape: shape!, expected: rest.map(Number) }
  })

test('every shape is measured at every size', () => {
  expect(new Set(cells.map(({ kind, bytes, shape }) => `${kind} ${bytes} ${shape}`)).size).toBe(
    kinds.length * sizes.length * Object.keys(shapes).length,
  )
})

test.each(cells)('$shape of $bytes bytes, $kind, cost what they did', async ({ kind, bytes, shape, expected }) => {
  expect(numbers(await costOf(shapes[shape]!, bodiesOf(kind, bytes)))).toEqual(expected)
})

describe('the budgets of the architecture, per message of 200 bytes', () => {
  const writesMax: [shape: string, kind: BodyKind, writesMax: number][] = [
    ['1/1/1', 'raw', 3.1],
    ['1/10/10', 'raw', 3.2],
    ['10/10/10', 'raw', 0.65],
    ['10/10/10', 'JSON', 0.5],
  ]

  test.each(writesMax)('%s, %s: at most %f write units, and 1.5 read units', async (shape, kind, most) => {
    const { publish, poll, ack, messages } = await costOf(shapes[shape]!, bodiesOf(kind, 200))
    const { writes, reads } = sum([publish, poll, ack])
    expect(writes / messages).toBeLessThanOrEqual(most)
    expect(reads / messages).toBeLessThanOrEqual(1.5)
  })

  test('a warm publish is one call, two above 1 KB', async () => {
    for (const [bytes, calls] of [200, 10 * 1024].entries().map(([nth, bytes]) => [bytes, nth + 1] as const)) {
      const { publish, messages } = await costOf(shapes['1/1/1']!, bodiesOf('raw', bytes))
      expect(publish.calls).toBe(calls * messages)
    }
  })

  test('a request key adds no call: the record of the request goes with the block, at the double price of that', async () => {
    expect(await costOfKeyed(1, bodiesOf('raw', 200))).toMatchObject({ calls: 1, reads: 0, writes: 4 })
    expect(await costOfKeyed(10, bodiesOf('raw', 200))).toMatchObject({ calls: 2, reads: 0, writes: 6 })
  })

  // The one call above is the lanes of the queue, read anew every five seconds.
  test('a warm poll is one read and a write a block; a warm ack one call a block', async () => {
    const { poll, ack, messages } = await costOf(shapes['1/1/1']!, bodiesOf('raw', 200))
    expect(poll).toMatchObject({ calls: 2 * messages + 1, writes: messages })
    expect(ack).toMatchObject({ calls: messages, writes: messages })
    const ten = await costOf(shapes['1/10/10']!, bodiesOf('raw', 200))
    expect(ten.poll).toMatchObject({ calls: messages / 10 + messages, writes: messages })
    expect(ten.ack).toMatchObject({ calls: messages, writes: messages })
  })
})

test('a limit on publishes costs its queue one write unit a publish by a process that publishes seldom, and others nothing', async () => {
  const clock = new VirtualClock(startMs)
  const metered = new Metered(() => clock.nowMs())
  const context = { clock, wall: clock, random: seededRandom(1) }
  const store = new DynamoStore({ ...context, dynamo: metered.port, tables, bodies: metered.bodies })
  const queue = aQueue()
  for (let second = 0; second < 100; second++) {
    expect(await store.takePublishes(queue, { count: 1, perSecond: 100 })).toBe(true)
    clock.advanceMs(1_000)
  }
  expect(metered.take()).toMatchObject({ calls: 100, reads: 0, writes: 100 })
  for (let publish = 0; publish < 100; publish++)
    expect(await store.takePublishes(queue, { count: 1, perSecond: 160 })).toBe(true)
  expect(metered.take()).toMatchObject({ calls: 13, reads: 0, writes: 13 })
})

test('ten pollers on four lanes lose few races', async () => {
  const { publish, consume } = await drain({ messages: 2_000, pollers: 10, lanes: 4 })
  expect(publish.writes + consume.writes).toBeLessThanOrEqual(3.7)
  expect(consume.reads).toBeLessThanOrEqual(1.5)
})

test('a consumer that waits looks once a second, however often it has waited before', async () => {
  const { polls, meter } = await waitingAMinute(20)
  expect(polls).toBe(3)
  expect(meter).toMatchObject({ calls: 102, reads: 61.5, writes: 0 })
})

describe('growth', () => {
  // A process that is new to the queue looks around first.
  const warmRounds = 10
  const rounds = 30
  const warm = async (beside: Beside): Promise<Round> => total((await roundsBeside(beside, rounds)).slice(warmRounds))

  test('a message costs the same beside 20,000 others that wait', async () => {
    expect(await warm({ backlog: 20_000 })).toEqual(await warm({}))
  })

  test('a message costs the same beside 1,000 and 5,000 in flight, at most a read unit more than beside none', async () => {
    const [none, some, many] = await Promise.all([0, 1_000, 5_000].map(inFlight => warm({ inFlight })))
    expect(many).toEqual(some)
    expect(many).toMatchObject({ publish: none!.publish, ack: none!.ack })
    expect(many!.poll.writes).toBe(none!.poll.writes)
    expect(many!.poll.reads).toBeLessThanOrEqual(none!.poll.reads + rounds - warmRounds)
  })

  test('the first poll of a process beside 5,000 in flight pays for one scan of them all', async () => {
    const [first, second, ...rest] = await roundsBeside({ inFlight: 5_000 }, 12)
    expect(first!.poll).toMatchObject({ calls: 14, reads: 488, writes: 4 })
    expect(second!.poll.reads).toBeLessThanOrEqual(48)
    for (const { poll } of rest) expect(poll.reads).toBeLessThanOrEqual(1.5)
  })

  test('an empty poll beside 5,000 in flight scans them once for all who ask within a second', async () => {
    const { first, second } = await emptyBeside(5_000, 0)
    expect(first).toMatchObject({ calls: 13, reads: 488, writes: 3 })
    expect(second).toMatchObject({ calls: 9, reads: 48, writes: 0 })
  })
})
