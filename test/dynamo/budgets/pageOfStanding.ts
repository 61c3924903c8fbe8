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

function idleRows(): string[][] {
  const nothing = 'nothing while nobody calls'
  return [
    [`${stack.functions} functions, their HTTP API, their logs`, nothing, usd(0)],
    [
      `${stack.scheduled} function that runs every minute`,
      'its requests; its time and its few reads are not measured yet',
      usd(usdFor('Lambda, requests', stack.scheduled * monthMinutes)),
    ],
    [
      `${stack.tables} tables on demand, ${stack.tablesWithRecovery} with point-in-time recovery`,
      'by what they hold',
      usd(0),
    ],
    [`${stack.streams} change stream`, 'nothing reads it yet', usd(0)],
    [
      `${stack.tablesWithKms} tables under a key of the account that AWS manages`,
      'calls of KMS only, see below',
      usd(0),
    ],
    [`${stack.buckets} bucket`, 'by what it holds', usd(0)],
    [`${stack.alarms} alarms`, 'a month each', usd(usdFor('CloudWatch, alarms', stack.alarms))],
    [`${stack.secrets} secret`, 'a month', usd(usdFor('Secrets Manager, secrets', stack.secrets))],
  ]
}

function busyRows({ logs }: Measured): string[][] {
  const metrics = stack.functions * logs.metrics
  const keyCalls = stack.roles * stack.tablesWithKms * keyCallsAnHour * monthHours
  return [
    [
      'metrics of our own',
      `${logs.metrics} for each of ${stack.functions} functions, for the hours in which it is called`,
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
