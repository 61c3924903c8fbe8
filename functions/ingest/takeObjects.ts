import { traceNow } from '../../lib/config.ts'
import { fromBucket, type ObjectRecord } from '../../lib/ingest/fromEvents.ts'
import { type Given, ingest, noQueue } from './ingested.ts'

/** Notifications of buckets, which S3 sends one by one as a rule. Throws where one is not stored: then all of the event come again. */
export function makeTakeObjects(given: Given) {
  return async (records: readonly ObjectRecord[]): Promise<void> => {
    for (const [bucket, those] of Map.groupBy(records, ({ s3 }) => s3.bucket.name)) await takeFrom(given, bucket, those)
  }
}

async function takeFrom(given: Given, bucket: string, records: readonly ObjectRecord[]): Promise<void> {
  const source = `s3:${bucket}`
  const queue = given.queueOf(source)
  if (queue === undefined) throw noQueue(source)
  const trace = traceNow()
  const incoming = records.map(record => fromBucket(record, queue, trace))
  const [refused] = await ingest(given, source, queue, { incoming, inOrder: true })
  if (refused !== undefined) throw refused.error
}
