import type { NewMessage } from '../../domain/newMessage.ts'
import { isOrdered } from '../../domain/ordered.ts'
import { decodeAttributes } from './messageAttributes.ts'

/** A message of Amazon SQS in the form in which Lambda hands it to a function, as far as we look into it. */
export type SqsRecord = {
  messageId: string
  body: string
  attributes: Readonly<Record<string, string | undefined>>
  messageAttributes: Readonly<Record<string, RecordAttribute>>
}

type RecordAttribute = {
  dataType: string
  stringValue?: string | undefined
  /** As base64. */
  binaryValue?: string | undefined
}

/**
 * The message that it becomes in a queue of ours. Its own id keeps it from being stored twice on an ordered queue, where it is
 * of the group that it had, or waits for no other. Throws an SqsError for attributes that SQS would not take.
 */
export function fromRecord({ messageId, body, attributes, messageAttributes }: SqsRecord, queue: string): NewMessage {
  const groupId = attributes.MessageGroupId
  return {
    body: Buffer.from(body),
    kind: 'text',
    attributes: decodeAttributes(new Map(Object.entries(messageAttributes).map(toGiven))),
    trace: attributes.AWSTraceHeader,
    ...(isOrdered({ name: queue }) ? { groupId: groupId ?? messageId, deduplicationId: messageId } : { groupId }),
  }
}

const toGiven = ([name, { dataType, stringValue, binaryValue }]: [string, RecordAttribute]) =>
  [
    name,
    {
      DataType: dataType,
      StringValue: stringValue,
      BinaryValue: binaryValue === undefined ? undefined : Buffer.from(binaryValue, 'base64'),
      StringListValues: undefined,
      BinaryListValues: undefined,
    },
  ] as const
