import type { PolledMessage } from '../../actions/poll.ts'
import type { Attribute } from '../../domain/envelope.ts'
import { sequenceText } from '../../domain/ordered.ts'
import { failedIn } from '../../domain/origin.ts'
import { isInner } from '../../domain/topic.ts'
import { uncarriable } from '../../xmlText.ts'
import { forbiddenIn } from './characters.ts'
import { attributesMd5, md5 } from './digest.ts'
import { unknownAttribute } from './errors.ts'
import { type AttributeValue, encodeAttribute, messageAttributes, wantsAttribute } from './messageAttributes.ts'
import { list, map, structure, text, type ValueOf } from './shapes.ts'
import type { Home } from './site.ts'

export const receivedMessage = structure({
  MessageId: text,
  ReceiptHandle: text,
  MD5OfBody: text,
  Body: text,
  Attributes: map(text, 'Attribute'),
  MD5OfMessageAttributes: text,
  MessageAttributes: messageAttributes,
})
export const receivedMessages = list(receivedMessage, 'Message')

type Received = ValueOf<typeof receivedMessage>
type Shown = (polled: PolledMessage, site: Home) => string | undefined

/** A message that was put back is a new one, sent when it was. */
const sentAtMsOf = ({ origins = [], sentAtMs }: PolledMessage['message']['envelope']): number =>
  origins.findLast(({ reason }) => reason === 'redriven')?.atMs ?? sentAtMs

const ofOrdered =
  (shown: Shown): Shown =>
  (polled, site) =>
    polled.message.sequence === undefined ? undefined : shown(polled, site)

/** Every system attribute (reference, 7.3); undefined: the message has none. */
const systemAttributes: Readonly<Record<string, Shown>> = {
  SenderId: (_polled, { account }) => account,
  SentTimestamp: ({ message }) => String(sentAtMsOf(message.envelope)),
  ApproximateReceiveCount: ({ message }) => String(message.delivery.attempts),
  ApproximateFirstReceiveTimestamp: ({ message }) => String(message.delivery.firstLeasedAtMs),
  MessageGroupId: ({ message }) => message.envelope.groupId,
  // Among dead letters it is the id of the message, so that those of one deduplication id stay apart.
  MessageDeduplicationId: ofOrdered(({ message: { id, envelope } }) =>
    failedIn(envelope) === undefined ? envelope.deduplicationId : id,
  ),
  SequenceNumber: ofOrdered(({ message }) => sequenceText(message.sequence!)),
  AWSTraceHeader: ({ message }) => message.envelope.trace,
  DeadLetterQueueSourceArn: ({ message }, site) => {
    const source = failedIn(message.envelope)
    return source === undefined || isInner({ name: source }) ? undefined : site.arnOf(source)
  },
}
const everySystemAttribute = Object.keys(systemAttributes)

/** The names of system attributes to be shown; throws InvalidAttributeName for one that there is not. */
export function systemNames(names: readonly string[]): readonly string[] {
  for (const name of names) if (name !== 'All' && !Object.hasOwn(systemAttributes, name)) throw unknownAttribute(name)
  return names.includes('All') ? everySystemAttribute : [...new Set(names)]
}

function systemOf(polled: PolledMessage, names: readonly string[], site: Home): Map<string, string> {
  const shown = new Map<string, string>()
  for (const name of names) {
    const value = systemAttributes[name]!(polled, site)
    if (value !== undefined) shown.set(name, value)
  }
  return shown
}

/** Says that a body had to leave as base64: it is not text, or has a character that the protocol cannot carry. */
const bodyMark = ['Sluice.BodyEncoding', { DataType: 'String', StringValue: 'base64' }] as const

function bodyOf({ kind, body }: PolledMessage['message']['envelope']): { text: string; isMarked: boolean } {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.length)
  const asText = kind === 'text' ? buffer.toString() : undefined
  if (asText !== undefined && !uncarriable.test(asText)) return { text: asText, isMarked: false }
  return { text: buffer.toString('base64'), isMarked: true }
}

/** A text that no string value can carry leaves as the bytes of its UTF-8, marked by its type. */
const carried = (attribute: Attribute): AttributeValue =>
  typeof attribute.value === 'string' && forbiddenIn(attribute.value) !== undefined
    ? { DataType: 'Binary.String', BinaryValue: Buffer.from(attribute.value) }
    : encodeAttribute(attribute)

export type Wanted = { system: readonly string[]; isWanted: (name: string) => boolean }

/** What a request asks to be shown. */
export const wantedOf = (system: readonly string[], names: readonly string[] = []): Wanted => ({
  system: systemNames(system),
  isWanted: wantsAttribute(names),
})

/** A message as a consumer gets it. */
export function toReceived(polled: PolledMessage, { system, isWanted }: Wanted, site: Home): Received {
  const { message, receiptText } = polled
  const { text: body, isMarked } = bodyOf(message.envelope)
  const attributes = new Map<string, AttributeValue>()
  for (const [name, attribute] of Object.entries(message.envelope.attributes))
    if (isWanted(name)) attributes.set(name, carried(attribute))
  if (isMarked) attributes.set(...bodyMark)
  return {
    MessageId: message.id,
    ReceiptHandle: receiptText,
    MD5OfBody: md5(isMarked ? body : message.envelope.body),
    Body: body,
    Attributes: systemOf(polled, system, site),
    MD5OfMessageAttributes: attributesMd5(attributes),
    MessageAttributes: attributes,
  }
}
