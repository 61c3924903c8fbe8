import * as v from 'valibot'
import { limits } from '../../../domain/limits.ts'
import { integer, queuePath, visibilityTimeoutSeconds } from '../fields.ts'
import { polledMessageView, toPolledMessageView } from '../messageViews.ts'
import { operation } from '../operation.ts'
import { attemptId } from '../orderedFields.ts'
import { json } from '../reply.ts'

const pollBody = v.strictObject({
  maxMessages: v.optional(integer(1, limits.messagesPerCallMax), 1),
  waitSeconds: v.optional(
    v.pipe(
      integer(0, limits.waitSecondsMax),
      v.description(
        "How long to wait for a message to turn up. Default: the queue's. On AWS the answer may come earlier.",
      ),
    ),
  ),
  visibilityTimeoutSeconds: v.optional(
    v.pipe(visibilityTimeoutSeconds, v.description("How long the messages are leased to you. Default: the queue's.")),
  ),
  attemptId: v.optional(attemptId),
})

export const poll = operation({
  id: 'poll',
  method: 'POST',
  path: '/v1/queues/{queue}/poll',
  function: 'poll',
  summary: 'Lease messages',
  description:
    'Up to maxMessages, perhaps fewer than are visible; an answer holds at most 4.5 MB. While a message is leased nobody ' +
    'else gets it. Ack it before the lease ends, or it is handed out again. A paused queue answers empty.',
  pathSchema: queuePath,
  bodySchema: pollBody,
  bodyRequired: false,
  replies: {
    200: {
      description: 'The messages, perhaps none.',
      schema: v.strictObject({ messages: v.array(polledMessageView) }),
    },
  },
  problems: ['QueueNotFound', 'StorageFull'],
  async handle({ path, body, perform }) {
    const { queue, messages } = await perform('poll', { ...path, ...body })
    return json(200, {
      messages: messages.map(({ message, receiptText }) => toPolledMessageView(message, receiptText, queue)),
    })
  },
})
