import type { Envelope } from '../../../domain/envelope.ts'
import { uncarriable } from '../../../xmlText.ts'
import { messageIdOf } from '../messageId.ts'
import { md5 } from '../newMessage.ts'
import { element, parent } from '../xml/write.ts'

/** A message of a topic on its way to a subscription. */
export type Copy = {
  /** Whose installation it is: the owner of the topic and of the subscription. */
  account: string
  subscription: string
  envelope: Envelope
}

/** What a copy says of itself, in the words of the wire (reference, 5.4). */
export type CopyFields = Readonly<Record<string, string | undefined>>

/** A body that a document cannot carry stands in it as base64, with a mark; the sum is of what stands there. */
export function fieldsOf({ account, subscription, envelope }: Copy): CopyFields {
  const { topic, sentAtMs } = envelope
  const { text, isMarked } = textOf(envelope)
  return {
    TopicOwner: account,
    TopicName: topic?.name,
    Subscriber: account,
    SubscriptionName: subscription,
    MessageId: messageIdOf(topic?.messageId ?? ''),
    Message: text,
    MessageBodyEncoding: isMarked ? 'base64' : undefined,
    MessageMD5: md5(text),
    MessageTag: topic?.tag,
    PublishTime: String(sentAtMs),
  }
}

function textOf({ kind, body }: Pick<Envelope, 'kind' | 'body'>): { text: string; isMarked: boolean } {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.length)
  const text = buffer.toString()
  return kind === 'text' && !uncarriable.test(text)
    ? { text, isMarked: false }
    : { text: buffer.toString('base64'), isMarked: true }
}

/** The document that a copy is wrapped in. */
export function writeCopy(copy: Copy, format: 'xml' | 'json'): Buffer {
  const fields = fieldsOf(copy)
  if (format === 'json') return Buffer.from(JSON.stringify(fields))
  const inner = Object.entries(fields).map(([name, value]) => element(name, value))
  return Buffer.from(`<?xml version="1.0" encoding="utf-8"?>${inRoot(inner.join(''))}`)
}

// With a slash at the end, here alone (reference, 5.4).
const namespace = 'http://mns.aliyuncs.com/doc/v1/'
const inRoot = (inner: string): string =>
  parent('Notification', inner).replace('<Notification>', `<Notification xmlns="${namespace}">`)
