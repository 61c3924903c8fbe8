import middy from '@middy/core'
import type { Context, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda'
import { needAlarms, wakeBy } from '../lib/alarms.ts'
import type { App } from '../lib/app.ts'
import type { Pushing } from '../lib/push/pushing.ts'
import { makePushing } from '../lib/pushing.ts'
import type { SendRings } from '../lib/timers/alarmClock.ts'
import { makeTakeArrivals } from './dispatch/takeArrivals.ts'
import { makeTakeWakes } from './dispatch/takeWakes.ts'
import { countPushes } from './pushCounts.ts'
import { countQueues } from './queueCounts.ts'

/** Other ways to push and to wake than those of AWS, for tests. */
export type Ways = { pushing?: Pushing; send?: SendRings }

/**
 * What came into queues from which something is pushed arrives by the table's stream, and only sets the alarm; the timer queue rings,
 * and only then is anything pushed: no slow target holds up the stream.
 */
export function makeHandler(app: App, ways: Ways = {}) {
  countQueues(app)
  const alarms = needAlarms(app, ways.send)
  wakeBy(alarms, app)
  const counts = countPushes(app)
  const takeArrivals = makeTakeArrivals(app, alarms, counts)
  const takeWakes = makeTakeWakes(app, alarms, counts.counted(ways.pushing ?? makePushing(app)), counts)
  return middy((event: DynamoDBStreamEvent | SQSEvent, context: Context) =>
    isOfStream(event) ? takeArrivals(event.Records) : takeWakes(event.Records, context.getRemainingTimeInMillis()),
  )
}

const isOfStream = (event: DynamoDBStreamEvent | SQSEvent): event is DynamoDBStreamEvent =>
  event.Records[0]?.eventSource === 'aws:dynamodb'
