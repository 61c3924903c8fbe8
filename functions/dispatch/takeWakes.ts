import type { SQSBatchItemFailure, SQSBatchResponse, SQSRecord } from 'aws-lambda'
import type { App } from '../../lib/app.ts'
import { isCanary } from '../../lib/push/canary.ts'
import type { Pushing } from '../../lib/push/pushing.ts'
import { pushRound } from '../../lib/push/pushRound.ts'
import type { AlarmClock } from '../../lib/timers/alarmClock.ts'
import { answerWake, type Look } from '../../lib/timers/answerWake.ts'
import { decodeWake } from '../../lib/timers/wake.ts'
import { isOutbox, tendInner } from '../../lib/upkeep/tendInner.ts'
import type { PushCounts } from '../pushCounts.ts'
import { makeTakeCanaries } from './takeCanaries.ts'

// A target may take 14 of the 15 minutes that the function has: what is begun last begins before this is over.
const beginMsMax = 45_000

/** Pushes from the queues that the alarm rings for. A call that failed for reasons of ours comes again. */
export function makeTakeWakes(app: App, alarms: AlarmClock, pushing: Pushing, counts: PushCounts) {
  const { services, clock, wall, log } = app
  const takeCanaries = makeTakeCanaries(app)
  const look: Look = async (queue, untilWallMs) => {
    if (isOutbox(queue)) return tendInner(services, queue, untilWallMs)
    // Of what is left a round of pushes sees to it itself that somebody is woken.
    await (isCanary(queue) ? takeCanaries() : pushRound(services, queue.name, pushing, untilWallMs))
    return true
  }
  const take = async ({ body, messageId }: SQSRecord, untilWallMs: number): Promise<void> => {
    const wake = decodeWake(body)
    if (wake === undefined) return void log.warn('wake-up passed over', { messageId })
    counts.lag(Math.max(0, clock.nowMs() - wake.atMs))
    await answerWake(services, alarms, wake, { untilWallMs, look })
  }
  return async (records: readonly SQSRecord[], leftMs: number): Promise<SQSBatchResponse> => {
    const untilWallMs = wall.nowMs() + Math.min(beginMsMax, leftMs / 2)
    const taken = await Promise.all(
      records.map(record => take(record, untilWallMs).then(() => [], failureOf(record, app))),
    )
    counts.publish()
    return { batchItemFailures: taken.flat() }
  }
}

const failureOf =
  ({ messageId, body }: SQSRecord, { log }: App) =>
  (error: unknown): SQSBatchItemFailure[] => {
    log.error('pushing failed', { messageId, wake: body, error: error as Error })
    return [{ itemIdentifier: messageId }]
  }
