import * as v from 'valibot'
import { limits } from '../../../domain/limits.ts'
import { messageId, trace } from '../fields.ts'
import { messageFields } from '../messageFields.ts'
import { operation } from '../operation.ts'
import { groupId } from '../orderedFields.ts'
import { decodeMessages, idempotencyKey, requestKeyOf } from '../publishFields.ts'
import { json } from '../reply.ts'
import { topicPath } from '../topicFields.ts'

const { body, bodyEncoding, attributes, expiresInSeconds, priority } = messageFields

const topicMessage = v.strictObject({
  body,
  bodyEncoding,
  attributes,
  expiresInSeconds,
  priority,
  trace: v.optional(trace),
  groupId: v.optional(groupId),
  tag: v.exactOptional(
    v.pipe(v.string(), v.description('1 to 16 visible characters, for subscriptions to choose by.')),
  ),
})

export const publishToTopic = operation({
  id: 'publishToTopic',
  method: 'POST',
  path: '/v1/topics/{topic}/messages',
  function: 'manage',
  summary: 'Publish messages to a topic',
  description:
    'Each subscription whose filter lets a message through gets a copy. All of them are checked first; when anything is ' +
    'wrong with one, none is stored. Stored means that every copy will be made.',
  headers: { 'idempotency-key': idempotencyKey },
  pathSchema: topicPath,
  bodySchema: v.strictObject({
    messages: v.pipe(
      v.array(topicMessage),
      v.minLength(1),
      v.maxLength(limits.messagesPerCallMax),
      v.description('1 to 16 messages, at most 1 MiB together.'),
    ),
  }),
  bodyRequired: true,
  replies: {
    201: {
      description: 'Every message is stored. Ids in the order of the request; a copy shows that of its message.',
      schema: v.strictObject({ messages: v.array(v.strictObject({ id: messageId })) }),
    },
  },
  problems: ['TopicNotFound', 'RequestKeyReused', 'StorageFull'],
  async handle({ path, body: given, rawBody, request, perform }) {
    const decoded = decodeMessages(given.messages, (rawBody as { messages: unknown[] }).messages, request.headers)
    const messages = decoded.map((message, index) => ({ ...message, tag: given.messages[index]!.tag }))
    const requestKey = requestKeyOf(request.headers)
    const { ids } = await perform('publishToTopic', { ...path, messages, requestKey })
    return json(201, { messages: ids.map(id => ({ id })) })
  },
})
