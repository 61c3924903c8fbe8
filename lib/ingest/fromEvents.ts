import { createHash } from 'node:crypto'
import { isOrdered } from '../domain/ordered.ts'
import type { Incoming } from './takeIn.ts'

/** What EventBridge hands over, as far as anybody looks into it. */
export type BusEvent = { id: string; source: string; 'detail-type': string }

/** One notification of S3. */
export type ObjectRecord = {
  eventSource: 'aws:s3'
  eventName: string
  eventTime: string
  s3: { bucket: { name: string }; object: { key: string; sequencer?: string } }
}

/** The event as it came, by its id; on an ordered queue it waits for no other. */
export const fromBus = (event: BusEvent, queue: string, trace: string | undefined): Incoming =>
  incoming(queue, { id: event.id, group: event.id, value: event, trace })

/** A notification of its own, in the form of S3; on an ordered queue those of one object come one after the other. */
export function fromBucket(record: ObjectRecord, queue: string, trace: string | undefined): Incoming {
  const { bucket, object } = record.s3
  const id = hashOf(bucket.name, object.key, object.sequencer, record.eventName, record.eventTime)
  return incoming(queue, { id, group: hashOf(bucket.name, object.key), value: { Records: [record] }, trace })
}

type Given = { id: string; group: string; value: unknown; trace: string | undefined }

const incoming = (queue: string, { id, group, value, trace }: Given): Incoming => ({
  id,
  message: {
    body: Buffer.from(JSON.stringify(value)),
    kind: 'text',
    trace,
    ...(isOrdered({ name: queue }) && { groupId: group, deduplicationId: id }),
  },
})

const hashOf = (...parts: (string | undefined)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
