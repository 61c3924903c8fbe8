import { monthMinutes, total, usdForLogs } from './bill.ts'
import { table, usd } from './markdown.ts'
import type { Measured } from './measured.ts'
import { billed } from './pageOfMessages.ts'
import { standing } from './pageOfStanding.ts'
import { usdFor } from './prices.ts'
import { stack } from './stack.ts'

type Installation = {
  name: string
  messagesAMonth: number
  shape: string
  /** In use around the clock, each served by so many processes. */
  queues: number
  processes: number
}

const monthDays = monthMinutes / 60 / 24

const installations: readonly Installation[] = [
  { name: 'idle', messagesAMonth: 0, shape: '1/1/1', queues: 0, processes: 0 },
  { name: 'small', messagesAMonth: 1e6, shape: '1/1/1', queues: 5, processes: 3 },
  { name: 'busy', messagesAMonth: 100e6 * monthDays, shape: '10/10/10', queues: 50, processes: 60 },
]

/** Of one queue: ten under the names of SQS. */
const metricsAQueue = 10
/** A line of metrics of one queue, in bytes. */
const lineBytes = 600
/** What measuring a queue reads: its lanes and their records, while there are few, and its head. */
const measureReads = 5

function rowsOf(
  measured: Measured,
  { messagesAMonth, shape, queues, processes }: Installation,
): Record<string, number> {
  const { bill } = billed(measured).find(
    ({ cell }) => cell.name === shape && cell.bytes === 200 && cell.kind === 'JSON',
  )!
  // Those of manage are written though nobody calls.
  const metrics = queues * metricsAQueue + (processes > 0 ? (stack.called - 1) * measured.logs.metrics : 0)
  const marks = queues * (processes + 1) * monthMinutes
  return {
    'messages of 200 B': (total(bill) * messagesAMonth) / 1e6,
    'marks and measures of queues':
      usdFor('DynamoDB, write request units', marks) +
      usdFor('DynamoDB, read request units', queues * measureReads * monthMinutes),
    'metrics of queues and functions': usdFor('CloudWatch, metrics of our own', metrics),
    'lines of metrics': usdForLogs(queues * (processes + 1) * lineBytes * monthMinutes),
    'what stands, and runs every minute': standing().reduce((sum, [, , dollars]) => sum + dollars, 0),
  }
}

export function pageOfInstallations(measured: Measured): string {
  const columns = installations.map(one => rowsOf(measured, one))
  const names = Object.keys(columns[0]!)
  const rows = names.map(name => [name, ...columns.map(column => usd(column[name]!))])
  const sums = columns.map(column => usd(Object.values(column).reduce((all, one) => all + one, 0)))
  return `## An idle, a small and a busy installation

A month. *Idle*: deployed, and nobody calls. *Small*: a million messages a month, one by one, through ${installations[1]!.queues} queues that are in use around the
clock, each served by ${installations[1]!.processes} processes. *Busy*: a hundred million messages a day, in tens, through ${installations[2]!.queues} queues, each served by ${installations[2]!.processes} processes. Without
long polls that wait, which [cost by themselves](#a-queue-that-somebody-waits-at), and without triggers' own functions.

${table(['what', ...installations.map(({ name }) => name)], [...rows, ['**all of it**', ...sums]])}

What stands, and runs every minute, is [itemised above](#an-installation-that-nobody-uses). The metrics of queues are most of what a small installation costs: CloudWatch asks $0.30
a month for each.`
}
