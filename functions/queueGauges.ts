import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { App } from '../lib/wire.ts'

type Measured = Parameters<NonNullable<App['services']['onMeasured']>>[0][number]

/**
 * Publishes how the queues stand that are in use, once a round of upkeep, under the names that SQS has for it: a line each, and one
 * for the oldest message of all, also where there is none. Dead letters may lie for as long as they like.
 */
export function publishGauges({ services, watched }: App): void {
  if (!watched) return
  const metrics = new Metrics({ namespace: 'Sluice', serviceName: 'sluice' })
  metrics.clearDefaultDimensions()
  services.onMeasured = measured => {
    for (const queue of measured) publishQueue(metrics, queue)
    const waiting = measured.filter(({ isAside }) => !isAside)
    const oldestMs = waiting.reduce((oldest, { oldestAgeMs }) => Math.max(oldest, oldestAgeMs), 0)
    metrics.addDimensions({})
    metrics.addMetric('OldestMessageAge', MetricUnit.Seconds, toSeconds(oldestMs))
    metrics.publishStoredMetrics()
  }
}

const toSeconds = (ms: number): number => Math.floor(ms / 1000)

function publishQueue(metrics: Metrics, { name, visible, inFlight, delayed, oldestAgeMs }: Measured): void {
  metrics.addDimensions({ QueueName: name })
  metrics.addMetric('ApproximateNumberOfMessagesVisible', MetricUnit.Count, visible)
  metrics.addMetric('ApproximateNumberOfMessagesNotVisible', MetricUnit.Count, inFlight)
  metrics.addMetric('ApproximateNumberOfMessagesDelayed', MetricUnit.Count, delayed)
  metrics.addMetric('ApproximateAgeOfOldestMessage', MetricUnit.Seconds, toSeconds(oldestAgeMs))
  metrics.publishStoredMetrics()
}
