import * as v from 'valibot'
import type { Attribute, Attributes } from '../../domain/envelope.ts'
import { limits } from '../../domain/limits.ts'
import type { NewMessage } from '../../domain/newMessage.ts'
import type { FieldProblem } from '../../domain/problem.ts'
import { toTraceLine } from '../../domain/trace.ts'
import { attributes, bodyEncoding, halfPair, instant, integer, maxAttempts, trace } from './fields.ts'
import { deduplicationId, groupId } from './orderedFields.ts'
import { retryPolicy } from './retryFields.ts'

/** Of a message, what both a publish and an edit may name. */
export const messageFields = {
  body: v.pipe(v.string(), v.description('At most 1 MiB, attributes included.')),
  bodyEncoding: v.optional(bodyEncoding, 'text'),
  attributes: v.optional(attributes),
  delaySeconds: v.optional(
    v.pipe(integer(0, limits.delaySecondsMax), v.description('Not before this many seconds from now.')),
  ),
  deliverAt: v.optional(
    v.pipe(instant, v.description('Not before this instant; at most ten years ahead. Or delaySeconds.')),
  ),
  expiresInSeconds: v.optional(
    v.pipe(integer(1, limits.expiresInSecondsMax), v.description('Never handed out later than this from now.')),
  ),
  priority: v.optional(
    v.pipe(integer(1, limits.priorityMax), v.description('Better ones are handed out first: 1 before 16. Default 8.')),
  ),
  maxAttempts: v.optional(
    v.pipe(maxAttempts, v.description("Hand-overs before it is moved aside or parked. Default: the queue's.")),
  ),
  retry: v.optional(retryPolicy),
}

export const messageInput = v.strictObject({
  ...messageFields,
  trace: v.optional(trace),
  groupId: v.optional(groupId),
  deduplicationId: v.optional(deduplicationId),
})

type Fields = v.InferOutput<typeof messageInput>
export type MessageInput = { [Name in keyof Fields]?: Fields[Name] | undefined }

type Decoded = { message: Partial<NewMessage>; problems: FieldProblem[] }

const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const decimalPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/

const notBase64 = (path: FieldProblem['path']): FieldProblem => ({ path, detail: 'is not base64 with padding' })
const notUnicode = (path: FieldProblem['path']): FieldProblem => ({ path, detail: halfPair })

/** What a schema cannot say of one message: encodings, and fields that exclude each other. */
export function decodeMessage(input: MessageInput): Decoded {
  const problems: FieldProblem[] = []
  const message: Partial<NewMessage> = {}
  if (input.body !== undefined) Object.assign(message, decodeBody(input.body, input.bodyEncoding ?? 'text', problems))
  if (input.attributes !== undefined) message.attributes = decodeAttributes(input.attributes, problems)
  if (input.delaySeconds !== undefined) message.delaySeconds = input.delaySeconds
  if (input.deliverAt !== undefined) message.deliverAtMs = Date.parse(input.deliverAt)
  if (input.expiresInSeconds !== undefined) message.expiresInSeconds = input.expiresInSeconds
  if (input.groupId !== undefined) message.groupId = input.groupId
  if (input.deduplicationId !== undefined) message.deduplicationId = input.deduplicationId
  if (input.priority !== undefined) message.priority = input.priority
  if (input.maxAttempts !== undefined) message.attemptsMax = input.maxAttempts
  if (input.retry !== undefined) message.retry = input.retry
  if (input.trace !== undefined) message.trace = toTraceLine(input.trace)
  if (input.delaySeconds !== undefined && input.deliverAt !== undefined)
    problems.push({ path: ['deliverAt'], detail: 'cannot stand beside delaySeconds' })
  return { message, problems }
}

function decodeBody(
  body: string,
  encoding: 'text' | 'base64',
  problems: FieldProblem[],
): Pick<NewMessage, 'body' | 'kind'> {
  if (encoding === 'base64') {
    if (!base64Pattern.test(body)) problems.push(notBase64(['body']))
    return { body: Buffer.from(body, 'base64'), kind: 'binary' }
  }
  if (!body.isWellFormed()) problems.push(notUnicode(['body']))
  return { body: Buffer.from(body, 'utf8'), kind: 'text' }
}

function decodeAttributes(input: NonNullable<MessageInput['attributes']>, problems: FieldProblem[]): Attributes {
  return Object.fromEntries(
    Object.entries(input).map(([name, { type, value, label }]) => {
      const problem = attributeProblem(['attributes', name, 'value'], type, value)
      if (problem !== undefined) problems.push(problem)
      const attribute: Attribute = type === 'binary' ? { type, value: Buffer.from(value, 'base64') } : { type, value }
      return [name, label === undefined ? attribute : { ...attribute, label }]
    }),
  )
}

function attributeProblem(
  path: FieldProblem['path'],
  type: Attribute['type'],
  value: string,
): FieldProblem | undefined {
  if (type === 'binary') return base64Pattern.test(value) ? undefined : notBase64(path)
  if (!value.isWellFormed()) return notUnicode(path)
  if (type === 'number' && !decimalPattern.test(value)) return { path, detail: 'is not a decimal number', got: value }
  return undefined
}

// Names with a meaning in JavaScript itself: the validator leaves them out.
const reserved = ['__proto__', 'constructor', 'prototype']

/** Attributes that the validator would lose without a word, looked up in what came. */
export function lostAttributes(raw: unknown, path: FieldProblem['path']): FieldProblem[] {
  const given = (raw as { attributes?: unknown } | null)?.attributes
  if (typeof given !== 'object' || given === null) return []
  if (Array.isArray(given)) return [{ path: [...path, 'attributes'], detail: 'has to be an object', got: 'a list' }]
  return reserved
    .filter(name => Object.hasOwn(given, name))
    .map(name => ({ path: [...path, 'attributes', name], detail: 'is not a name that an attribute can have' }))
}
