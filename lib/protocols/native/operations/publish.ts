import * as v from 'valibot'
import { limits } from '../../../domain/limits.ts'
import { sequenceText } from '../../../domain/ordered.ts'
import { messageId, queuePath } from '../fields.ts'
import { messageInput } from '../messageFields.ts'
import { operation } from '../operation.ts'
import { sequence } from '../orderedFields.ts'
import { decodeMessages, idempotencyKey, requestKeyOf } from '../publishFields.ts'
import { json } from '../reply.ts'

const publishBody = v.strictObject({
  messages: v.pipe(
    v.array(messageInput),
    v.minLength(1),
    v.maxLength(limits.messagesPerCallMax),
    v.description('1 to 16 messages, at most 1 MiB together.'),
  ),
})

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
    const messages = decodeMessages(body.messages, (rawBody as { messages: unknown[] }).messages, request.headers)
    const requestKey = requestKeyOf(request.headers)
    const { ids, sequences } = await perform('publish', { queue: path.queue, messages, requestKey })
    return json(201, { messages: ids.map((id, index) => toStored(id, sequences[index])) })
  },
})

const toStored = (id: string, sequence: number | undefined) =>
  sequence === undefined ? { id } : { id, sequence: sequenceText(sequence) }
