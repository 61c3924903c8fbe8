import { limits as domainLimits } from '../../domain/limits.ts'
import type { NewMessage } from '../../domain/newMessage.ts'
import { isOrdered } from '../../domain/ordered.ts'
import { type TraceHeaders, traceOfHeaders } from '../../domain/trace.ts'
import { forbiddenIn, invalidCharacter } from './characters.ts'
import { attributesMd5, md5 } from './digest.ts'
import { invalidParameter, invalidValue, missing, type SqsError } from './errors.ts'
import { idCharactersMax, type Limits } from './limits.ts'
import { type AttributeValue, decodeAttributes, messageAttributes } from './messageAttributes.ts'
import { integer, map, structure, text, type ValueOf } from './shapes.ts'

/** What SendMessage and an entry of SendMessageBatch have in common. */
export const messageMembers = {
  MessageBody: text,
  DelaySeconds: integer,
  MessageAttributes: messageAttributes,
  MessageSystemAttributes: map(messageAttributes.of, 'MessageSystemAttribute'),
  MessageDeduplicationId: text,
  MessageGroupId: text,
}
const messageInput = structure(messageMembers)
export type MessageInput = ValueOf<typeof messageInput>

export const sentMembers = {
  MessageId: text,
  MD5OfMessageBody: text,
  MD5OfMessageAttributes: text,
  MD5OfMessageSystemAttributes: text,
  SequenceNumber: text,
}

const idPattern = new RegExp(`^[\\x21-\\x7e]{1,${idCharactersMax}}$`)

/** Checks a group, deduplication or attempt id. */
export function checkId(name: string, id: string | undefined): void {
  if (id === undefined || idPattern.test(id)) return
  const rule = `${name} can only include alphanumeric and punctuation characters. 1 to ${idCharactersMax} in length.`
  throw invalidParameter(id, name, rule)
}

const wrongKind = (value: unknown, name: string): SqsError =>
  invalidParameter(value, name, 'The request include parameter that is not valid for this queue type.')

function bodyOf({ MessageBody: body }: MessageInput): string {
  if (body === undefined || body === '') throw missing('MessageBody')
  const character = forbiddenIn(body)
  if (character !== undefined) throw invalidCharacter(character)
  return body
}

/** Absent on FIFO queues, where the queue's own delay is that of every message. */
function delayOf(
  { DelaySeconds: delay }: MessageInput,
  isFifo: boolean,
  { delaySecondsMax }: Limits,
): number | undefined {
  if (delay === undefined) return undefined
  if (isFifo && delay !== 0) throw wrongKind(delay, 'DelaySeconds')
  if (delay < 0 || delay > delaySecondsMax)
    throw invalidParameter(delay, 'DelaySeconds', `DelaySeconds must be >= 0 and <= ${delaySecondsMax}.`)
  return isFifo ? undefined : delay
}

const traceName = 'AWSTraceHeader'
const { traceCharactersMax } = domainLimits

function traceOf({ MessageSystemAttributes: attributes }: MessageInput): AttributeValue | undefined {
  for (const name of attributes?.keys() ?? [])
    if (name !== traceName)
      throw invalidParameter(name, 'MessageSystemAttributeName', `Only ${traceName} is supported.`)
  const trace = attributes?.get(traceName)
  if (trace === undefined) return undefined
  const value = trace.StringValue ?? ''
  if (
    trace.DataType !== 'String' ||
    value === '' ||
    value.length > traceCharactersMax ||
    forbiddenIn(value) !== undefined
  )
    throw invalidValue(`${traceName} has to be of DataType String, with 1 to ${traceCharactersMax} characters.`)
  return trace
}

function checkTurn({ MessageGroupId: group, MessageDeduplicationId: id }: MessageInput, isFifo: boolean): void {
  if (!isFifo && id !== undefined) throw wrongKind(id, 'MessageDeduplicationId')
  checkId('MessageGroupId', group)
  checkId('MessageDeduplicationId', id)
}

/** A message to be published, and what is answered about it apart from its id. */
export type Prepared = { message: NewMessage; digests: Record<string, string | undefined> }

/** Throws what the service refuses a message with, whatever the queue may say to it. `headers`: of the request. */
export function prepareMessage(input: MessageInput, queue: string, limits: Limits, headers: TraceHeaders): Prepared {
  const isFifo = isOrdered({ name: queue })
  const body = Buffer.from(bodyOf(input))
  const delaySeconds = delayOf(input, isFifo, limits)
  const attributes = decodeAttributes(input.MessageAttributes)
  const trace = traceOf(input)
  checkTurn(input, isFifo)
  const message: NewMessage = {
    body,
    kind: 'text',
    attributes,
    delaySeconds,
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
    trace: trace?.StringValue ?? traceOfHeaders(headers),
  }
  const digests = {
    MD5OfMessageBody: md5(body),
    MD5OfMessageAttributes: input.MessageAttributes && attributesMd5(input.MessageAttributes),
    MD5OfMessageSystemAttributes: trace && attributesMd5(new Map([[traceName, trace]])),
  }
  return { message, digests }
}
