import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { vi } from 'vitest'
import { countDeadLetters } from '../../../functions/deadLetters.ts'
import { requestLog } from '../../../functions/requestLog.ts'
import type { App } from '../../../lib/app.ts'
import { VirtualClock } from '../../../lib/clock.ts'
import type { HttpEvent } from '../../../lib/http/event.ts'
import { functionLog } from '../../../lib/log.ts'
import { startMs } from '../../fixtures.ts'
import { stack } from './stack.ts'

const id = '00000000-0000-4000-8000-000000000000'

const event: HttpEvent = {
  rawPath: '/v1/queues/orders/messages',
  rawQueryString: '',
  headers: {},
  requestContext: { requestId: id.slice(0, 16), http: { method: 'POST' } },
  isBase64Encoded: false,
}

// What Lambda itself writes about each request, in the form its manual shows.
const platform = [
  `START RequestId: ${id} Version: $LATEST\n`,
  `END RequestId: ${id}\n`,
  `REPORT RequestId: ${id}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: ${stack.memoryMegabytes} MB\tMax Memory Used: 100 MB\t\n`,
]
// CloudWatch counts so much more for each event.
const eventBytes = 26
const bytesOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + Buffer.byteLength(line) + eventBytes, 0)

export type LogBytes = {
  /** A request: Lambda's own lines. */
  platform: number
  /** A request: ours, on the average of many that succeed. */
  ours: number
  /** A blob of metrics. */
  blob: number
  /** Metrics in a blob. */
  metrics: number
  /** A move to a dead-letter queue. */
  move: number
}

/** What is printed meanwhile, line by line. */
async function printedBy(work: () => Promise<void>): Promise<string[]> {
  const printed: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(text => printed.push(String(text)) > 0)
  try {
    await work()
  } finally {
    spy.mockRestore()
  }
  return printed
}

/** What a function that succeeds all the time writes to its log, and what it writes when it moves a message aside. */
export async function logBytes(): Promise<LogBytes> {
  const app = { wall: new VirtualClock(startMs), log: functionLog(), watched: true, services: {} } as unknown as App
  const printed = await printedBy(async () => {
    const handler = middy(async () => ({ statusCode: 200, headers: {} })).use(requestLog(app, 'publish'))
    for (let nth = 0; nth < 1_000; nth++) await handler(event, {} as Context)
  })
  const moves = await printedBy(async () => {
    countDeadLetters(app)
    app.services.onMovedAside!('orders', 1)
  })
  const blobs = printed.filter(line => line.includes('"_aws"'))
  const lines = printed.filter(line => !blobs.includes(line))
  const { _aws } = JSON.parse(blobs[0]!) as { _aws: { CloudWatchMetrics: { Metrics: unknown[] }[] } }
  const metrics = _aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics).length
  const [blob, move] = [bytesOf(blobs.slice(0, 1)), bytesOf(moves)]
  return { platform: bytesOf(platform), ours: bytesOf(lines) / 1_000, blob, metrics, move }
}
