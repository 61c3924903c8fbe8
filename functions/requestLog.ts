import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { MiddlewareObj } from '@middy/core'
import type { App } from '../lib/app.ts'
import type { HttpEvent, HttpResult } from '../lib/http/event.ts'
import type { FunctionName as NativeFunction } from '../lib/protocols/native/operation.ts'
import { logFields } from './logFields.ts'
import { Tally } from './tally.ts'

/** Of the requests that went as they should, one in so many is logged; of those refused, one in ten. */
const sampledSuccesses = 100
const sampledRefusals = 10

/** Slower than this is worth a line. A poll may wait for 30 s, so its own time says nothing. */
const slowMs = 1000

/** Counts are published at most this often, as one blob: a line a request would cost more than the request. */
const publishEveryMs = 10_000

type FunctionName = NativeFunction | 'sqs' | 'send' | 'mns'

type Started = { startedMs: number }

/**
 * Logs failures and what is slow, samples the rest, and counts everything. Where the app is not watched (at home) only
 * failures are logged. `statusOf`: how an answer is to be taken, where a protocol's status does not say. What was counted since the last blob is lost when a function is retired.
 */
export function requestLog(
  app: App,
  name: FunctionName,
  statusOf: (result: HttpResult) => number = ({ statusCode }) => statusCode,
): MiddlewareObj<HttpEvent, HttpResult> {
  const line = makeLine(app, name)
  const count = app.watched ? makeCount(app, name) : () => {}
  const started = (internal: object): Started => internal as Started
  return {
    before: ({ internal }) => {
      started(internal).startedMs = app.wall.nowMs()
    },
    after: ({ event, response, internal }) => {
      const tookMs = app.wall.nowMs() - started(internal).startedMs
      const status = statusOf(response!)
      count(status, tookMs)
      line(event, response!, status, tookMs)
    },
    onError: ({ event, error, internal }) => {
      count(500, app.wall.nowMs() - started(internal).startedMs)
      app.log.error('request failed', { ...logFields(event), function: name, error: error! })
    },
  }
}

type Line = (event: HttpEvent, answered: HttpResult, status: number, tookMs: number) => void

function makeLine({ log, watched }: App, name: FunctionName): Line {
  let successes = 0
  let refusals = 0
  return (event, answered, status, tookMs) => {
    const fields = () => ({ ...logFields(event, answered), function: name, status, durationMs: tookMs })
    if (status >= 500) log.error('request failed', fields())
    else if (!watched) return
    else if (tookMs >= slowMs && name !== 'poll') log.warn('request was slow', fields())
    else if (status >= 400 ? refusals++ % sampledRefusals === 0 : successes++ % sampledSuccesses === 0)
      log.info(status >= 400 ? 'request refused' : 'request answered', fields())
  }
}

function makeCount({ wall }: App, name: FunctionName): (status: number, tookMs: number) => void {
  const tally = new Tally()
  const metrics = new Metrics({ namespace: 'Sluice', serviceName: 'sluice', defaultDimensions: { function: name } })
  let publishedMs = Number.NEGATIVE_INFINITY
  return (status, tookMs) => {
    tally.add(status, tookMs)
    if (wall.nowMs() - publishedMs < publishEveryMs) return
    publishedMs = wall.nowMs()
    publish(metrics, tally.take())
  }
}

function publish(metrics: Metrics, sums: ReturnType<Tally['take']>): void {
  metrics.addMetric('Requests', MetricUnit.Count, sums.requests)
  metrics.addMetric('Refusals', MetricUnit.Count, sums.refusals)
  metrics.addMetric('Failures', MetricUnit.Count, sums.failures)
  metrics.addMetric('DurationTotal', MetricUnit.Milliseconds, sums.totalMs)
  metrics.addMetric('DurationMax', MetricUnit.Milliseconds, sums.maxMs)
  metrics.publishStoredMetrics()
}
