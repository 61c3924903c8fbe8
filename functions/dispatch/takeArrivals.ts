import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import type { App } from '../../lib/app.ts'
import type { AlarmClock } from '../../lib/timers/alarmClock.ts'
import { type Arrival, setAlarms } from '../../lib/timers/setAlarms.ts'
import { wakeOf } from '../../lib/wakes.ts'
import type { PushCounts } from '../pushCounts.ts'

type Seen = Arrival & { sequence: string }

/**
 * Sets the alarm for what records of the stream tell of. From the first one on for which that could not be done the stream
 * brings them again; a record that nobody can read would come for ever, so it is passed over.
 */
export function makeTakeArrivals(app: App, alarms: AlarmClock, counts: PushCounts) {
  return async (records: readonly DynamoDBRecord[]): Promise<DynamoDBBatchResponse> => {
    const seen = records.flatMap(record => seenIn(record, app))
    const nowMs = app.clock.nowMs()
    for (const { visibleAtMs } of seen) if (visibleAtMs <= nowMs) counts.lag(nowMs - visibleAtMs)
    const { failed, rings } = await setAlarms(app.services, alarms, seen)
    counts.add('Wakes', rings)
    counts.publish()
    const lost = new Set(failed)
    const first = seen.find(one => lost.has(one))
    if (first === undefined) return { batchItemFailures: [] }
    app.log.error('wake-ups not sent', { queue: first.queue, records: lost.size, sequenceNumber: first.sequence })
    return { batchItemFailures: [{ itemIdentifier: first.sequence }] }
  }
}

function seenIn({ eventID, dynamodb }: DynamoDBRecord, { log }: App): Seen[] {
  const sequence = dynamodb?.SequenceNumber
  try {
    const wake = dynamodb?.NewImage && wakeOf(dynamodb.NewImage)
    if (wake !== undefined && sequence !== undefined) return [{ ...wake, sequence }]
    log.warn('stream record passed over', { eventId: eventID, sequenceNumber: sequence })
  } catch (error) {
    log.warn('stream record passed over', { eventId: eventID, sequenceNumber: sequence, error: error as Error })
  }
  return []
}
