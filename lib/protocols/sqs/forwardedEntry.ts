import type { PolledMessage } from '../../actions/poll.ts'
import type { AttributeValue } from './messageAttributes.ts'
import { toReceived, wantedOf } from './receivedMessage.ts'
import { homeOf, type Place } from './site.ts'

/** One message of a SendMessageBatch. */
export type ForwardedEntry = {
  MessageBody: string
  MessageAttributes: Record<string, SentAttribute>
  MessageSystemAttributes?: { AWSTraceHeader: { DataType: 'String'; StringValue: string } }
  MessageGroupId?: string
  MessageDeduplicationId?: string
}

type SentAttribute = { DataType: string; StringValue?: string; BinaryValue?: Uint8Array }

const everything = wantedOf([], ['All'])

/** Writes messages of ours for another queue of SQS. An ordered one takes each once, by the id that it has here. */
export function makeWriteEntry(place: Place) {
  const home = homeOf(place)
  return (queueUrl: string, polled: PolledMessage): ForwardedEntry => {
    const { id, envelope } = polled.message
    const { groupId, trace } = envelope
    const { Body, MessageAttributes } = toReceived(polled, everything, home)
    const ordered = queueUrl.endsWith('.fifo') && { MessageGroupId: groupId ?? id, MessageDeduplicationId: id }
    return {
      MessageBody: Body!,
      MessageAttributes: Object.fromEntries([...MessageAttributes!].map(([name, value]) => [name, sent(value)])),
      ...(trace !== undefined && {
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } },
      }),
      ...(groupId !== undefined && { MessageGroupId: groupId }),
      ...ordered,
    }
  }
}

const sent = ({ DataType = '', StringValue, BinaryValue }: AttributeValue): SentAttribute => ({
  DataType,
  ...(StringValue !== undefined && { StringValue }),
  ...(BinaryValue !== undefined && { BinaryValue }),
})
