import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { App } from '../lib/app.ts'
import type { BusEvent, ObjectRecord } from '../lib/ingest/fromEvents.ts'
import { ingestSources } from '../lib/ingestSources.ts'
import { makeTakeEvent } from './ingest/takeEvent.ts'
import { makeTakeObjects } from './ingest/takeObjects.ts'
import { makeTakeRecords } from './ingest/takeRecords.ts'
import { makeMeasures } from './measures.ts'
import { countQueues } from './queueCounts.ts'

/** Whatever the stack lets come in: messages of Amazon SQS, events of a bus, notifications of buckets. */
export type IngestEvent = SQSEvent | BusEvent | { Records: ObjectRecord[] } | { Event: 's3:TestEvent' }

/**
 * Publishes what comes from elsewhere into the queue that SLUICE_INGEST names for it. What is not stored fails and comes again:
 * of SQS each message for itself, of the others the whole event. Nothing is dropped for want of a queue.
 */
export function makeHandler(app: App) {
  countQueues(app)
  const queueOf = ingestSources(app)
  const measures = makeMeasures<'Ingested' | 'IngestFailures'>(app, 'ingest')
  const given = { app, queueOf, measures }
  const takeRecords = makeTakeRecords(given)
  const takeObjects = makeTakeObjects(given)
  const takeEvent = makeTakeEvent(given)
  return middy(async (event: IngestEvent): Promise<SQSBatchResponse | undefined> => {
    // S3 sends it to say that it may.
    if ('Event' in event && event.Event === 's3:TestEvent') return undefined
    try {
      if (isOfSqs(event)) return await takeRecords(event.Records)
      await (isOfBuckets(event) ? takeObjects(event.Records) : takeEvent(event as BusEvent))
      return undefined
    } finally {
      measures.publish()
    }
  })
}

const sourceOf = (event: IngestEvent): string | undefined =>
  'Records' in event ? event.Records[0]?.eventSource : undefined

const isOfSqs = (event: IngestEvent): event is SQSEvent => sourceOf(event) === 'aws:sqs'

const isOfBuckets = (event: IngestEvent): event is { Records: ObjectRecord[] } => sourceOf(event) === 'aws:s3'
