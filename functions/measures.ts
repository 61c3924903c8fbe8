import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { App } from '../lib/app.ts'

/** Counts are published at most this often, as one blob. */
const publishEveryMs = 10_000

const isTime = (name: string): boolean => /Lag|Latency|Duration/.test(name)

/** What functions without callers measure: summed up, or the largest, and published as one blob. Names that say a time are milliseconds. */
export type Measures<Name extends string> = {
  add(name: Name, value: number): void
  largest(name: Name, value: number): void
  /** Publishes what there is, unless that was done a moment ago; what is left when a function is retired is lost. */
  publish(): void
  /** The same, whenever that was. */
  publishNow(): void
}

/** Where the app is not watched nobody counts. */
export function makeMeasures<Name extends string>({ wall, watched }: App, name: string): Measures<Name> {
  const sums = new Map<Name, number>()
  const metrics = watched
    ? new Metrics({ namespace: 'Sluice', serviceName: 'sluice', defaultDimensions: { function: name } })
    : undefined
  let publishedMs = Number.NEGATIVE_INFINITY
  const publishNow = (): void => {
    if (metrics === undefined || sums.size === 0) return
    publishedMs = wall.nowMs()
    for (const [metric, value] of sums) metrics.addMetric(metric, unitOf(metric), value)
    sums.clear()
    metrics.publishStoredMetrics()
  }
  return {
    add: (metric, value) => void sums.set(metric, (sums.get(metric) ?? 0) + value),
    largest: (metric, value) => void sums.set(metric, Math.max(sums.get(metric) ?? 0, value)),
    publishNow,
    publish: () => {
      if (wall.nowMs() - publishedMs >= publishEveryMs) publishNow()
    },
  }
}

const unitOf = (metric: string) => (isTime(metric) ? MetricUnit.Milliseconds : MetricUnit.Count)
