import { type Bill, billOf, elsewhere, leftDays, total, usdForADay } from './bill.ts'
import { size, table, units, usd } from './markdown.ts'
import type { Cell, Measured } from './measured.ts'
import { sum } from './meter.ts'
import { stack } from './stack.ts'
import { assumedMs } from './timing.ts'

const nameOf = ({ name, bytes, kind }: Cell): string[] => [name, size(bytes), kind]

function unitRow(cell: Cell): string[] {
  const { publish, poll, ack, messages } = cell.cost
  const { writes, reads, puts, gets } = sum([publish, poll, ack])
  const amounts = [publish.calls, poll.calls, ack.calls, writes, reads, puts, gets]
  return [...nameOf(cell), ...amounts.map(amount => units(amount / messages))]
}

const unitHeads = ['publish/poll/ack', 'size', 'body', 'calls: publish', 'poll', 'ack', 'write units', 'read units']

type Billed = { cell: Cell; bill: Bill; sqs: number; fifo: number; mns: number }

export const billed = ({ cells, logs }: Measured): Billed[] =>
  cells.map(cell => {
    const { shape, bytes, cost, durations } = cell
    return {
      cell,
      bill: billOf(shape, bytes, cost, durations, logs),
      sqs: elsewhere('SQS, requests of 64 KB', shape, bytes),
      fifo: elsewhere('SQS FIFO, requests of 64 KB', shape, bytes),
      mns: elsewhere('MNS, requests of 64 KB', shape, bytes),
    }
  })

const billHeads = ['writes', 'reads', 'S3', 'Lambda requests', 'Lambda time', 'HTTP API', 'logs', 'leftovers', 'sum']

function billRow({ cell, bill, sqs, fifo, mns }: Billed): string[] {
  const { writes, reads, objects, requests, time, front, logs, leftovers } = bill
  const ours = [writes, reads, objects, requests, time, front, logs, leftovers, total(bill)]
  return [...nameOf(cell), ...[...ours, sqs, fifo, mns].map(usd)]
}

const times = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(1))

/** In how many rows SQS is cheaper, and by how much. */
function beside(rows: readonly Billed[]): string {
  const factors = rows.map(({ bill, sqs }) => total(bill) / sqs)
  const store = rows.map(({ bill, sqs }) => (bill.writes + bill.reads + bill.objects) / sqs)
  const dearer = factors.filter(factor => factor > 1).length
  const dearerStore = store.filter(factor => factor > 1).length
  const [least, most] = [Math.min(...factors), Math.max(...factors)].map(times)
  return `SQS is cheaper in ${dearer} of the ${rows.length} rows: a message costs between ${least} and ${most} times as much here. Even without
Lambda and the HTTP API, in ${dearerStore} of ${rows.length} rows DynamoDB and S3 alone cost more than SQS. To be cheaper than SQS is no goal of
Sluice; what it has and SQS has not is paid for with this difference. What helps most is to publish, poll and ack in tens.`
}

export function pageOfMessages(measured: Measured): string {
  const rows = billed(measured)
  return `## A message, in units

Warm processes, one publisher, one poller, one acker, a hundred messages after a first round. \`1/10/10\` is published one by one
and polled and acked in tens. \`JSON\` is text with names that repeat; \`raw\` is base64 of random bytes, of which deflating
saves a quarter. Bodies lie in the block up to 1 KB in all, beside it up to 8 KB, above that in S3, all after deflating.

${table([...unitHeads, 'S3 puts', 'S3 gets'], measured.cells.map(unitRow))}

## A million messages, in dollars

- *Lambda time* rests on an assumption, for nothing has run on AWS: a call of DynamoDB takes ${assumedMs.dynamo} ms, one of S3 ${assumedMs.object} ms, and a
  request ${assumedMs.own} ms besides. How many calls wait for each other was measured. Functions have ${stack.memoryMegabytes} MB; cold starts are not in it.
- *logs* are what Lambda writes about each request (in the form of its manual, ${measured.logs.platform} bytes) and what we do (${units(measured.logs.ours)} bytes,
  for one request in a hundred is logged), kept for ${stack.logRetentionDays} days.
- *leftovers* are bodies beside the block, which nobody deletes: TTL takes them from the table after ${leftDays.items} days, and a rule of
  the bucket after ${leftDays.objects}. To delete one from the table would cost as many write units as to put it there.

${table(['publish/poll/ack', 'size', 'body', ...billHeads, 'SQS', 'SQS FIFO', 'MNS'], rows.map(billRow))}

${beside(rows)}

A million messages that wait cost, for each day and with point-in-time recovery:

${table(['size', 'body', ...namesOf(measured)], waitRows(measured))}`
}

const namesOf = ({ cells }: Measured): string[] => [...new Set(cells.map(({ name }) => name))]

function waitRows(measured: Measured): string[][] {
  const rows = new Map<string, Cell[]>()
  for (const cell of measured.cells) {
    const name = `${cell.kind} ${cell.bytes}`
    rows.set(name, [...(rows.get(name) ?? []), cell])
  }
  return [...rows.values()].map(cells => [
    size(cells[0]!.bytes),
    cells[0]!.kind,
    ...cells.map(({ cost }) => usd(usdForADay(cost))),
  ])
}
