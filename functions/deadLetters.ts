import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { App } from '../lib/app.ts'

/**
 * Counts what is moved aside, by the queue that it leaves: a line for each move, at once, so that no count waits in a
 * function that nobody calls any more. Where the app is not watched (at home) nobody counts.
 */
export function countDeadLetters({ services, watched }: App): void {
  if (!watched) return
  const metrics = new Metrics({ namespace: 'Sluice', serviceName: 'sluice' })
  metrics.clearDefaultDimensions()
  services.onMovedAside = (queue, messages) => {
    // For each queue, and for all of them together.
    metrics.addDimensions({ QueueName: queue })
    metrics.addDimensions({})
    metrics.addMetric('DeadLetters', MetricUnit.Count, messages)
    metrics.publishStoredMetrics()
  }
}
