import type { Envelope } from '../../domain/envelope.ts'
import { limits } from '../../domain/limits.ts'
import type { Message } from '../../domain/message.ts'
import { priorityOf } from '../../domain/priority.ts'
import { uncarriable } from '../../xmlText.ts'
import { deadLetterProperties } from './deadLetter.ts'
import { firstHandle } from './handles.ts'
import { messageIdOf } from './messageId.ts'
import { md5 } from './newMessage.ts'
import { writeProperties } from './properties.ts'
import type { Place } from './site.ts'
import { traceProperties } from './trace.ts'
import { element } from './xml/write.ts'

/** Longer texts than this may not fit into an answer once they are escaped. */
const textCharactersMax = limits.messageBytesMax / 2

/** Text as it is; what no XML can carry, or only swollen beyond what an answer holds, as base64 with a mark. */
function bodyOf({ kind, body }: Envelope): { text: string; isMarked: boolean } {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.length)
  const asText = kind === 'text' ? buffer.toString() : undefined
  const isPlain = asText !== undefined && !uncarriable.test(asText)
  if (isPlain && (asText.length <= textCharactersMax || !swells(asText))) return { text: asText, isMarked: false }
  return { text: buffer.toString('base64'), isMarked: true }
}

const escapable = /[&<>"\r]/g
const swells = (text: string): boolean => (text.match(escapable)?.length ?? 0) > textCharactersMax / 2

const mark = element('MessageBodyEncoding', 'base64')

/** What a receive and a peek say of a message: those of a receive with its handle and until when it is held. */
export function writeMessage(message: Message, place: Place, receiptText?: string): string {
  const { id, envelope, delivery } = message
  const { text, isMarked } = bodyOf(envelope)
  const isReceived = receiptText !== undefined
  return [
    element('MessageId', messageIdOf(id)),
    isReceived ? element('ReceiptHandle', firstHandle(receiptText)) : '',
    element('MessageBody', text),
    isMarked ? mark : '',
    element('MessageBodyMD5', md5(text)),
    element('EnqueueTime', envelope.sentAtMs),
    isReceived ? element('NextVisibleTime', delivery.visibleAtMs) : '',
    element('FirstDequeueTime', delivery.firstLeasedAtMs ?? envelope.sentAtMs),
    element('DequeueCount', delivery.attempts),
    element('Priority', priorityOf(envelope)),
    element('MessageGroupId', envelope.groupId),
    writeProperties(envelope.attributes, { ...traceProperties(envelope), ...deadLetterProperties(message, place) }),
  ].join('')
}
