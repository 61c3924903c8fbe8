import * as v from 'valibot'
import { limits } from '../../../domain/limits.ts'
import type { NewMessage } from '../../../domain/newMessage.ts'
import { sequenceText } from '../../../domain/ordered.ts'
import { type FieldProblem, invalid } from '../../../domain/problem.ts'
import { messageId, queuePath } from '../fields.ts'
import { decodeMessage, lostAttributes, type MessageInput, messageInput } from '../messageFields.ts'
import { operation } from '../operation.ts'
import { sequence } from '../orderedFields.ts'
import { json } from '../reply.ts'
import { validate } from '../validate.ts'

const publishBody = v.strictObject({
  messages: v.pipe(
    v.array(messageInput),
    v.minLength(1),
    v.maxLength(limits.messagesPerCallMax),
    v.description('1 to 16 messages, at most 1 MiB together.'),
  ),
})

const idempotencyKey = v.pipe(
  v.string(),
  v.regex(new RegExp(`^[\\x21-\\x7e]{1,${limits.requestKeyCharactersMax}}$`)),
  v.description(
    'A name of your own for this call, 1 to 255 visible ASCII characters. For 24 hours the same call with the same key ' +
      'answers the same ids and stores nothing again.',
  ),
)

export const publish = operation({
  id: 'publish',
  method: 'POST',
  path: '/v1/queues/{queue}/messages',
  function: 'publish',
  summary: 'Publish messages',
  description: 'All of them are checked first; when anything is wrong with one, none is stored. Stored means kept.',
  headers: { 'idempotency-key': idempotencyKey },
  pathSchema: queuePath,
  bodySchema: publishBody,
  bodyRequired: true,
  replies: {
    201: {
      description: 'Every message is stored. Ids in the order of the request.',
      schema: v.strictObject({ messages: v.array(v.strictObject({ id: messageId, sequence: v.optional(sequence) })) }),
    },
  },
  problems: ['QueueNotFound', 'TooManyRequests', 'RequestKeyReused', 'PartlyPublished', 'StorageFull'],
  async handle({ path, body, rawBody, request, perform }) {
    const messages = decodeMessages(body.messages, (rawBody as { messages: unknown[] }).messages)
    const requestKey = requestKeyOf(request.headers)
    const { ids, sequences } = await perform('publish', { queue: path.queue, messages, requestKey })
    return json(201, { messages: ids.map((id, index) => toStored(id, sequences[index])) })
  },
})

const toStored = (id: string, sequence: number | undefined) =>
  sequence === undefined ? { id } : { id, sequence: sequenceText(sequence) }

function requestKeyOf(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const key = headers['idempotency-key']
  return key === undefined ? undefined : validate(idempotencyKey, key, ['header', 'idempotency-key'])
}

function decodeMessages(inputs: readonly MessageInput[], raw: readonly unknown[]): NewMessage[] {
  const problems: FieldProblem[] = []
  const messages = inputs.map((input, index) => {
    const decoded = decodeMessage(input)
    for (const problem of decoded.problems) problems.push({ ...problem, path: ['messages', index, ...problem.path] })
    problems.push(...lostAttributes(raw[index], ['messages', index]))
    return decoded.message as NewMessage
  })
  if (problems.length > 0) throw invalid(...problems)
  return messages
}
