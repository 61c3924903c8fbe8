import { monthMinutes, unitUsd, usdForLogs } from './bill.ts'
import { table, units, usd } from './markdown.ts'
import type { Measured } from './measured.ts'
import type { Meter } from './meter.ts'
import { usdFor } from './prices.ts'
import { stack } from './stack.ts'

const monthHours = monthMinutes / 60
// DynamoDB asks KMS for the key of a table when a role comes back to it after five minutes.
const keyCallsAnHour = 12
// A process that is kept busy writes its metrics every ten seconds.
const blobsAMinute = 6

// Lambda keeps five connections to a queue that is empty, each of which asks every 20 seconds.
const receivesAMinute = 15
// Besides what the clock starts: manage, whom the canary asks how it is, and dispatch, which its message wakes twice.
const wokenAMinute = 3
// Nobody has measured on AWS how long they take; of the smallest size of bill it hardly matters.
const runMsAssumed = 100
// The canary's message from end to end with its marks; upkeep's look at the marks, and what a process has forgotten of queue and lanes.
const minuteUnits = { writes: 8, reads: 6 }
// CanaryDelivered, -Health, -Latency, -HealthLatency; DispatchLag, DispatchLagTotal, Wakes; OldestMessageAge;
// and the five of requests, of manage, whom the canary asks.
const minuteMetrics = 13

/** What it is, how much of it, and dollars a month. */
type Standing = [what: string, how: string, usd: number]

function minuteRows(): Standing[] {
  const runs = (stack.scheduled + wokenAMinute) * monthMinutes
  const gigabyteSeconds = (runs * runMsAssumed * stack.memoryMegabytes) / 1024 / 1000
  const units =
    usdFor('DynamoDB, write request units', minuteUnits.writes * monthMinutes) +
    usdFor('DynamoDB, read request units', minuteUnits.reads * monthMinutes)
  const calls = stack.polledQueues * receivesAMinute * monthMinutes
  return [
    [
      `${stack.scheduled} functions by the clock, and ${wokenAMinute} calls that the canary leads to`,
      `their requests, and ${runMsAssumed} ms each (assumed, not measured)`,
      usdFor('Lambda, requests', runs) + usdFor('Lambda, time (arm64)', gigabyteSeconds),
    ],
    [
      'what they ask of DynamoDB',
      `${minuteUnits.writes} write units and ${minuteUnits.reads} read units a minute`,
      units,
    ],
    ['the canary at the front door', 'a request a minute', usdFor('HTTP API, requests of 512 KB', monthMinutes)],
    [
      `${stack.polledQueues} of ${stack.queues} queues of SQS, polled by Lambda`,
      `about ${receivesAMinute} empty receives a minute`,
      usdFor('SQS, requests of 64 KB', calls),
    ],
    [
      'metrics of our own',
      `${minuteMetrics} that are written every minute`,
      usdFor('CloudWatch, metrics of our own', minuteMetrics),
    ],
  ]
}

/** Everything that is there, or runs, though nobody calls. */
export function standing(): Standing[] {
  const nothing = 'nothing while nobody calls'
  return [
    [`${stack.functions} functions, their HTTP API, their logs`, nothing, 0],
    ...minuteRows(),
    [
      `${stack.tables} tables on demand, ${stack.tablesWithRecovery} with point-in-time recovery`,
      'by what they hold',
      0,
    ],
    [`${stack.streams} change stream`, 'nothing: Lambda reads it', 0],
    [`${stack.tablesWithKms} tables under a key of the account that AWS manages`, 'calls of KMS only, see below', 0],
    [`${stack.buckets} bucket`, 'by what it holds', 0],
    [
      `${stack.alarms} alarms`,
      `on ${stack.alarmMetrics} metrics, each billed as an alarm`,
      usdFor('CloudWatch, alarms', stack.alarmMetrics),
    ],
    [
      `${stack.dashboards} dashboard`,
      'an account has three for nothing',
      usdFor('CloudWatch, dashboards', stack.dashboards),
    ],
    [`${stack.secrets} secret`, 'a month', usdFor('Secrets Manager, secrets', stack.secrets)],
  ]
}

export const idleRows = (): string[][] => standing().map(([what, how, dollars]) => [what, how, usd(dollars)])

function busyRows({ logs }: Measured): string[][] {
  const metrics = stack.called * logs.metrics
  const keyCalls = stack.roles * stack.tablesWithKms * keyCallsAnHour * monthHours
  return [
    [
      'metrics of our own',
      `${logs.metrics} for each of ${stack.called} functions, for the hours in which it is called`,
      usd(usdFor('CloudWatch, metrics of our own', metrics)),
    ],
    [
      'a process that is busy all month',
      `${logs.blob} bytes of metrics every ten seconds`,
      usd(usdForLogs(logs.blob * blobsAMinute * monthMinutes)),
    ],
    [
      'a queue whose messages go to its dead-letter queue',
      'a metric of its own, for the hours in which they do',
      usd(usdFor('CloudWatch, metrics of our own', 1)),
    ],
    ['a million of them, moved one by one', `${logs.move} bytes of metrics each`, usd(usdForLogs(logs.move * 1e6))],
    [
      'KMS, at most',
      `${stack.roles} roles, ${stack.tablesWithKms} tables, a call every five minutes`,
      usd(usdFor('KMS, calls', keyCalls)),
    ],
    ['a thousand cold starts', 'each reads the secret', usd(usdFor('Secrets Manager, calls', 1_000))],
  ]
}

function waitingRow({ seconds, minute }: Measured['waiting'][number]): string[] {
  const { polls, meter } = minute
  const dynamo = unitUsd(meter) * monthMinutes
  const requests = polls * monthMinutes
  const doors = usdFor('Lambda, requests', requests) + usdFor('HTTP API, requests of 512 KB', requests)
  const time = usdFor('Lambda, time (arm64)', 60 * monthMinutes * (stack.memoryMegabytes / 1024))
  const sqs = usdFor('SQS, requests of 64 KB', requests)
  return [
    `${seconds} s`,
    units(polls),
    units(meter.calls),
    units(meter.reads),
    ...[dynamo, doors, time, dynamo + doors + time, sqs].map(usd),
  ]
}

const waitingHeads = [
  'wait',
  'polls a minute',
  'calls of DynamoDB a minute',
  'read units a minute',
  'DynamoDB a month',
  'requests',
  'Lambda time',
  'sum',
  'SQS',
]

function aloneRows({ alone }: Measured): string[][] {
  const row = (who: string, what: string, meter: Meter): string[] => [
    who,
    what,
    ...[meter.calls, meter.writes, meter.reads].map(units),
    usd(unitUsd(meter) * 1e6),
  ]
  return [
    ...Object.entries(alone.fresh).map(([what, meter]) => row('new', what, meter)),
    ...Object.entries(alone.slept).map(([what, meter]) => row('after a minute', what, meter)),
  ]
}

export function pageOfStanding(measured: Measured): string {
  return `## An installation that nobody uses

The default stage, a month. The packages of the functions, in the bucket of the framework, are not counted.

${table(['what', 'why', 'a month'], idleRows())}

## What use costs besides the messages

${table(['what', 'why', 'dollars, a month unless said'], busyRows(measured))}

## A queue that somebody waits at

One consumer asks with \`waitSeconds\` again and again, all month, and nothing comes. While it waits, its function runs and looks
into the queue every second. Lambda asks for all of that time, so one waiting consumer costs far more than its reads, and far
more than at SQS, which waits for nothing:

${table(waitingHeads, measured.waiting.map(waitingRow))}

A queue at MNS costs ${usd(usdFor('MNS, queues', 365 / 12))} a month before anything is asked of it; here and at SQS a queue costs nothing by itself.

## A call that comes alone

What a process knows of a queue (its settings, its lanes) is good for five seconds. Where calls are rarer than that each pays for
looking it up. One message of 200 bytes from end to end:

${table(['process', 'call', 'calls of DynamoDB', 'write units', 'read units', 'DynamoDB, a million'], aloneRows(measured))}`
}
