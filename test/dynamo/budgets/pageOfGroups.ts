import { loads } from '../../fair/loads.ts'
import { unitUsd } from './bill.ts'
import { table, units, usd } from './markdown.ts'
import type { Measured } from './measured.ts'
import { share, sum } from './meter.ts'

const million = 1e6

function groupingRow([name, { once, publish, poll, ack, messages }]: Measured['groupings'][number]): string[] {
  const all = share(sum([publish, poll, ack]), messages)
  const writes = [publish, poll, ack].map(meter => units(meter.writes / messages))
  return [name, units(once), ...writes, units(all.reads), usd(unitUsd(all) * million)]
}

const ms = (value: number): string => `${Math.round(value)} ms`

function noiseRow({ load, without, beside }: Measured['noise'][number]): string[] {
  const each = share(beside.meter, beside.taken)
  return [
    `${load.quietPerSecond}`,
    `${load.consumers}`,
    ...[without, beside].flatMap(({ waits }) => [0.5, 0.95, 0.99].map(part => ms(waits.at(part)))),
    `${units(beside.waits.at(0.95) / without.waits.at(0.95))} x`,
    units(beside.taken / beside.seconds),
    units(each.writes),
    units(each.reads),
  ]
}

export const pageOfGroups = ({ groupings, noise }: Measured): string => `## Groups on standard queues

What a [group](../guide/fair-groups.md) costs: single messages of 200 bytes, as in the first table, in a queue that has had groups for
a while. The first message of a group that a queue ever has writes down that there is a side lane.

${table(
  ['the queue has', 'once: write units', 'each: publish', 'poll', 'ack', 'read units', 'a million'],
  groupings.map(groupingRow),
)}

A crowd of consumers, each of which works ${loads[0]!.workMs} ms on a message and, where it finds none, comes back after ${loads[0]!.idleMs} ms. Messages of
${loads[0]!.quietGroups} quiet groups come in all the while; one more group publishes until ${loads[0]!.noise.toLocaleString('en')} of its messages wait, and keeps it so. Waits are of
quiet messages published within ${loads[0]!.measuredMs / 1000} s, from 5 s after that began; units are those of all messages of that time, with all polls
and all lost races in them:

${table(
  [
    'quiet messages a second',
    'consumers',
    'without it: p50',
    'p95',
    'p99',
    'beside it: p50',
    'p95',
    'p99',
    'p95 to p95',
    'messages a second',
    'write units each',
    'read units each',
  ],
  noise.map(noiseRow),
)}`
