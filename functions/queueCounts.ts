import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { App } from '../lib/wire.ts'
import { countDeadLetters } from './deadLetters.ts'

/** A queue's counts are published at most this often, as one line: its metrics are kept by the minute. */
const publishEveryMs = 60_000
/** Queues that a process counts at the same time. What is done in others is only summed up as dropped. */
const queuesMax = 200
/** Sizes told of one queue at a time, of those that came first: CloudWatch takes a hundred. */
const sizesMax = 20

type Count = NonNullable<App['services']['onCounted']>
type Counted = Parameters<Count>[1]
type Sums = { sent: number; sizes: number[]; received: number; deleted: number; empty: number }

/**
 * Notes which queues are in use, so that upkeep measures them, and counts what is done in them, under the names that SQS has for it.
 * What was counted since the last line is lost when a function is retired. Where the app is not watched (at home) nobody counts.
 */
export function countQueues(app: App): void {
  countDeadLetters(app)
  const { services, watched, log } = app
  if (!watched || services.onCounted !== undefined) return
  services.onUse = queue =>
    services.store
      .markDue(queue, services.clock.nowMs() + 1, 'measure')
      .catch(error => log.warn('queue not marked', { queue: queue.name, error }))
  services.onCounted = makeCount(app)
}

function makeCount({ wall }: App): Count {
  const metrics = new Metrics({ namespace: 'Sluice', serviceName: 'sluice' })
  // Of a queue the name alone, as SQS has it.
  metrics.clearDefaultDimensions()
  const queues = new Map<string, Sums>()
  let dropped = 0
  let publishedMs = Number.NEGATIVE_INFINITY
  return (queue, counted) => {
    const sums = queues.get(queue) ?? { sent: 0, sizes: [], received: 0, deleted: 0, empty: 0 }
    if (queues.size < queuesMax || queues.has(queue)) queues.set(queue, add(sums, counted))
    else dropped += 1
    if (wall.nowMs() - publishedMs < publishEveryMs) return
    publishedMs = wall.nowMs()
    for (const [name, sums] of queues) publish(metrics, name, sums)
    if (dropped > 0) publishDropped(metrics, dropped)
    queues.clear()
    dropped = 0
  }
}

function add(sums: Sums, counted: Counted): Sums {
  if (counted.kind === 'sent') {
    sums.sent += counted.bytes.length
    sums.sizes.push(...counted.bytes.slice(0, sizesMax - sums.sizes.length))
  } else if (counted.kind === 'deleted') sums.deleted += counted.messages
  else if (counted.messages > 0) sums.received += counted.messages
  else sums.empty += 1
  return sums
}

function publish(metrics: Metrics, name: string, { sent, sizes, received, deleted, empty }: Sums): void {
  metrics.addDimensions({ QueueName: name })
  if (sent > 0) metrics.addMetric('NumberOfMessagesSent', MetricUnit.Count, sent)
  for (const bytes of sizes) metrics.addMetric('SentMessageSize', MetricUnit.Bytes, bytes)
  if (received > 0) metrics.addMetric('NumberOfMessagesReceived', MetricUnit.Count, received)
  if (deleted > 0) metrics.addMetric('NumberOfMessagesDeleted', MetricUnit.Count, deleted)
  if (empty > 0) metrics.addMetric('NumberOfEmptyReceives', MetricUnit.Count, empty)
  metrics.publishStoredMetrics()
}

function publishDropped(metrics: Metrics, dropped: number): void {
  metrics.addDimensions({})
  metrics.addMetric('QueueCountsDropped', MetricUnit.Count, dropped)
  metrics.publishStoredMetrics()
}
