import type { PolledMessage } from '../../actions/poll.ts'
import type { AttributeValue } from './messageAttributes.ts'
import { toReceived, wantedOf } from './receivedMessage.ts'
import { type Home, homeOf, type Place } from './site.ts'

/** One message as functions get it from the service (reference, 7.3; the names are those of the event). */
export type EventRecord = {
  messageId: string
  receiptHandle: string
  body: string
  attributes: Record<string, string>
  messageAttributes: Record<string, EventAttribute>
  md5OfBody: string
  md5OfMessageAttributes?: string
  eventSource: 'aws:sqs'
  eventSourceARN: string
  awsRegion: string
}

type EventAttribute = {
  stringValue?: string
  /** Base64. */
  binaryValue?: string
  stringListValues: []
  binaryListValues: []
  dataType: string
}

export type TriggerEvent = { Records: EventRecord[] }

const everything = wantedOf(['All'], ['All'])

/** Writes the event that a function gets for messages of a queue that were handed to it without being counted yet. */
export function makeWriteEvent(place: Place) {
  const home = homeOf(place)
  return (queue: string, messages: readonly PolledMessage[]): TriggerEvent => ({
    Records: messages.map(message => recordOf(queue, message, home)),
  })
}

function recordOf(queue: string, polled: PolledMessage, home: Home): EventRecord {
  const received = toReceived(beingTried(polled), everything, home)
  const sum = received.MD5OfMessageAttributes
  return {
    messageId: received.MessageId!,
    receiptHandle: received.ReceiptHandle!,
    body: received.Body!,
    attributes: Object.fromEntries(received.Attributes!),
    messageAttributes: Object.fromEntries(
      [...received.MessageAttributes!].map(([name, value]) => [name, shown(value)]),
    ),
    md5OfBody: received.MD5OfBody!,
    ...(sum !== undefined && { md5OfMessageAttributes: sum }),
    eventSource: 'aws:sqs',
    eventSourceARN: home.arnOf(queue),
    awsRegion: home.region,
  }
}

/** The try under way counts for who is told of it. */
const beingTried = ({ message, ...polled }: PolledMessage): PolledMessage => ({
  ...polled,
  message: { ...message, delivery: { ...message.delivery, attempts: message.delivery.attempts + 1 } },
})

const shown = ({ DataType, StringValue, BinaryValue }: AttributeValue): EventAttribute => ({
  ...(StringValue !== undefined && { stringValue: StringValue }),
  ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
  stringListValues: [],
  binaryListValues: [],
  dataType: DataType ?? '',
})
