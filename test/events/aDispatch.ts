import type { Context, DynamoDBBatchResponse, DynamoDBRecord, SQSBatchResponse, SQSRecord } from 'aws-lambda'
import { makeHandler } from '../../functions/dispatch.ts'
import { publish } from '../../lib/actions/publish.ts'
import { saveQueue } from '../../lib/actions/queueDocument.ts'
import { newId } from '../../lib/domain/id.ts'
import { defaultSettings, type Queue } from '../../lib/domain/queue.ts'
import type { Trigger, TriggerSettings } from '../../lib/domain/trigger.ts'
import type { Batch } from '../../lib/push/batch.ts'
import { delivered, type Outcome } from '../../lib/push/outcome.ts'
import type { Pushing } from '../../lib/push/pushing.ts'
import { Rests } from '../../lib/push/rests.ts'
import { sourcesOf } from '../../lib/push/sources.ts'
import { seededRandom } from '../../lib/random.ts'
import { blockKey, scopeOf } from '../../lib/store/dynamo/keys.ts'
import type { Ring } from '../../lib/timers/alarmClock.ts'
import { encodeWake } from '../../lib/timers/wake.ts'
import { anApp } from './anApp.ts'

const ids = seededRandom(2)

export const functionArn = 'arn:aws:lambda:eu-central-1:123456789012:function:consumer'

export const aTrigger = (name: string, wish: Partial<TriggerSettings> = {}): Trigger => ({
  name,
  uid: name,
  settings: {
    target: { kind: 'function', function: functionArn },
    batchSize: 10,
    batchWindowSeconds: 0,
    timeoutSeconds: 30,
    ...wish,
  },
  createdAtMs: 0,
  updatedAtMs: 0,
})

/** A queue with triggers, as it stands in its document. */
export const aTriggered = (
  name: string,
  triggers: readonly Trigger[],
  wish: Partial<Queue['settings']> = {},
): Queue => ({
  name,
  uid: newId(ids),
  generation: 1,
  wakes: true,
  triggers,
  settings: { ...defaultSettings, ...wish },
  paused: false,
  createdAtMs: 0,
  updatedAtMs: 0,
})

export const never = new AbortController().signal

/** A function `dispatch`, whose target and timer queue are the test's own. */
export async function aDispatch(given: Parameters<typeof anApp>[0] = {}) {
  const { app, lines, clock, wall } = anApp(given)
  const { services } = app
  const rings: Ring[] = []
  const timers = { isBroken: false }
  const target = { answer: async ({ messages }: Batch): Promise<Outcome[]> => messages.map(() => delivered) }
  const pushed: string[] = []
  const pushing: Pushing = {
    deliver: (_, batch) => {
      pushed.push(...batch.messages.map(({ message }) => Buffer.from(message.envelope.body).toString()))
      return target.answer(batch)
    },
    rests: new Rests(),
    queues: async () => [],
    sourcesOf,
    onDropped: () => {},
    onFailure: error => app.log.error('pushing failed', { error: error as Error }),
  }
  const send = async (sent: readonly Ring[]): Promise<Ring[]> => {
    if (timers.isBroken) return [...sent]
    rings.push(...sent)
    return []
  }
  const handler = makeHandler(app, { pushing, send })
  const call = (Records: readonly object[], leftMs = 900_000) =>
    handler({ Records } as never, { getRemainingTimeInMillis: () => leftMs } as Context)
  const add = (queue: Queue) => saveQueue(services, queue.name, 'any', () => queue)
  const put = (queue: string, ...bodies: string[]) =>
    publish(services, { queue, messages: bodies.map(body => ({ body: Buffer.from(body), kind: 'text' })) }, never)
  return {
    ...{ app, lines, clock, wall, services, rings, timers, target, pushed, add, put },
    takeRecords: (...records: Partial<DynamoDBRecord>[]) => call(records) as Promise<DynamoDBBatchResponse>,
    ring: (wake: Ring['wake'], leftMs?: number) =>
      call([aTimerRecord(encodeWake(wake))], leftMs) as Promise<SQSBatchResponse>,
    call,
  }
}

export const aTimerRecord = (body: string): Partial<SQSRecord> => ({
  messageId: 'timer-1',
  body,
  eventSource: 'aws:sqs',
})

let sequences = 0

/** What the stream says of a block with a wake mark. */
export function aRecord(queue: Queue, readyAtMs: number): DynamoDBRecord & { dynamodb: { SequenceNumber: string } } {
  const SequenceNumber = String(++sequences).padStart(21, '0')
  const { p, s } = blockKey(scopeOf(queue), { level: 8, lane: 0, readyAtMs, nonce: 'nonce' })
  const NewImage = { p: { S: p }, s: { S: s }, s0: { S: '0' }, w: { S: queue.name } }
  return { eventID: 'e', eventName: 'INSERT', eventSource: 'aws:dynamodb', dynamodb: { NewImage, SequenceNumber } }
}
