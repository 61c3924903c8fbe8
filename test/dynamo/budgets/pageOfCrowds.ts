import { unitUsd } from './bill.ts'
import { table, units, usd } from './markdown.ts'
import type { Measured } from './measured.ts'
import { type Meter, share, sum } from './meter.ts'

const million = 1e6

function drainRow({ wish, drain }: Measured['drains'][number]): string[] {
  const { publish, consume, seconds, throttled, refused } = drain
  const all = sum([publish, consume])
  return [
    `${wish.pollers}`,
    `${wish.lanes}`,
    wish.areDueAtOnce ? 'in one millisecond' : 'a millisecond apart',
    units(publish.writes),
    units(consume.writes),
    units(all.writes),
    units(all.reads),
    usd(unitUsd(all) * million),
    units(wish.messages / seconds),
    units(throttled / wish.messages),
    `${refused}`,
  ]
}

const drainHeads = [
  'pollers',
  'lanes',
  'due',
  'write units: publish',
  'poll and ack',
  'sum',
  'read units',
  'a million',
  'messages a second',
  'throttled calls a message',
  'polls answered busy',
]

const one = ({ calls, reads, writes }: Meter): string[] => [calls, writes, reads].map(units)

function growthRows({ growth }: Measured): string[][] {
  return growth.map(({ beside, warm, rounds }) => [
    beside,
    ...[warm.publish, warm.poll, warm.ack].flatMap(meter => one(share(meter, rounds))),
  ])
}

const firstRows = ({ growth }: Measured): string[][] =>
  growth.map(({ beside, first }) => [beside, ...one(first.poll), usd(unitUsd(first.poll))])

const emptyRows = ({ empty }: Measured): string[][] =>
  empty.map(({ inFlight, empty: { first, second, perMinute } }) => [
    inFlight.toLocaleString('en'),
    ...one(first),
    ...one(second),
    ...one(perMinute),
    usd(unitUsd(perMinute) * 60),
  ])

const three = (what: string): string[] => [`${what}: calls`, 'write units', 'read units']

export function pageOfCrowds(measured: Measured): string {
  const { messages } = measured.drains[0]!.wish
  return `## A crowd of consumers

${messages.toLocaleString('en')} single messages of 200 bytes are taken and acked one by one, by so many processes at once that know nothing of each other.
Every call takes 2 to 8 ms of virtual time, cheap reads are up to 50 ms behind, and each partition gives 1,000 write and 3,000 read
units a second and throttles beyond. A lost race is a write that is paid for. A throttled call is not.

${table(drainHeads, measured.drains.map(drainRow))}

## Growth

A message of 200 bytes is published, polled and acked beside others that wait, or that others have under a lease. Units of one
message, by warm processes:

${table(['beside', ...three('publish'), ...three('poll'), ...three('ack')], growthRows(measured))}

A process that is new to a queue looks around first. Beside many messages in flight its first poll walks through all of them
once, unless another process did so in the last seconds:

${table(['first poll beside', 'calls', 'write units', 'read units', 'dollars'], firstRows(measured))}

To find nothing is dearer than to find something, for an empty answer rests on a look at everything that is in flight. Those who
ask share one such look; how long one is good for grows with what it has to read. Two processes where nothing is visible, the first
poll of the one, then of the other, then a minute in which each polls once a second:

${table(['in flight', ...three('first'), ...three('second'), ...three('a minute'), 'an hour'], emptyRows(measured))}`
}
