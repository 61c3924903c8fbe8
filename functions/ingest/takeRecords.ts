import type { SQSBatchItemFailure, SQSBatchResponse, SQSRecord } from 'aws-lambda'
import type { Incoming } from '../../lib/ingest/takeIn.ts'
import { fromRecord } from '../../lib/protocols/sqs/fromRecord.ts'
import { type Given, ingest, noQueue, tellRefused } from './ingested.ts'

/** Messages of queues of Amazon SQS. Those that are not stored come again, and go to that queue's own dead letters in the end. */
export function makeTakeRecords(given: Given) {
  return async (records: readonly SQSRecord[]): Promise<SQSBatchResponse> => {
    const bySource = Map.groupBy(records, ({ eventSourceARN }) => eventSourceARN)
    const failures = await Promise.all(Array.from(bySource, ([arn, those]) => takeFrom(given, arn, those)))
    return { batchItemFailures: failures.flat() }
  }
}

async function takeFrom(given: Given, arn: string, records: readonly SQSRecord[]): Promise<SQSBatchItemFailure[]> {
  const source = `sqs:${arn}`
  const fail = (error: unknown, those = records): SQSBatchItemFailure[] => {
    for (const { messageId } of those) tellRefused(given.app, { source, id: messageId }, error)
    given.measures.add('IngestFailures', those.length)
    return those.map(({ messageId }) => ({ itemIdentifier: messageId }))
  }
  const queue = given.queueOf(source)
  if (queue === undefined) return fail(noQueue(source))
  const inOrder = arn.endsWith('.fifo')
  const { incoming, unread } = readAll(records, queue, inOrder)
  const refused = await ingest(given, source, queue, { incoming, inOrder })
  const failures = unread.flatMap(({ record, error }) => fail(error, [record]))
  return [...refused.map(({ id }) => ({ itemIdentifier: id })), ...failures]
}

type Read = { incoming: Incoming[]; unread: { record: SQSRecord; error: unknown }[] }

/** In order, nothing after one that cannot be read is read either. */
function readAll(records: readonly SQSRecord[], queue: string, inOrder: boolean): Read {
  const read: Read = { incoming: [], unread: [] }
  for (const record of records) {
    const [held] = inOrder ? read.unread : []
    if (held !== undefined) read.unread.push({ record, error: held.error })
    else
      try {
        read.incoming.push({ id: record.messageId, message: fromRecord(toKnown(record), queue) })
      } catch (error) {
        read.unread.push({ record, error })
      }
  }
  return read
}

const toKnown = ({ messageId, body, attributes, messageAttributes }: SQSRecord) => ({
  messageId,
  body,
  attributes: { ...attributes },
  messageAttributes,
})
