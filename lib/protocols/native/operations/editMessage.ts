import * as v from 'valibot'
import { type FieldProblem, invalid } from '../../../domain/problem.ts'
import { bodyEncoding, messagePath } from '../fields.ts'
import { decodeMessage, lostAttributes, messageFields } from '../messageFields.ts'
import { messageView, toMessageView } from '../messageViews.ts'
import { operation } from '../operation.ts'
import { json } from '../reply.ts'

// Without the default that a publish has: naming an encoding and no body would mean nothing.
const editBody = v.strictObject({
  ...messageFields,
  body: v.optional(messageFields.body),
  bodyEncoding: v.optional(bodyEncoding),
})

const encodingAlone: FieldProblem = { path: ['bodyEncoding'], detail: 'says nothing without a body' }

export const editMessage = operation({
  id: 'editMessage',
  method: 'PATCH',
  path: '/v1/queues/{queue}/messages/{id}',
  function: 'manage',
  summary: 'Edit or reschedule a message',
  description:
    'What is not named stays as it is; attributes are replaced as a whole. Wins or loses against a lease, never half: ' +
    'a message in flight cannot be changed. Receipts handed out before end.',
  pathSchema: messagePath,
  bodySchema: editBody,
  bodyRequired: true,
  replies: { 200: { description: 'The message as it is now.', schema: messageView } },
  problems: ['QueueNotFound', 'MessageNotFound', 'MessageInFlight', 'StorageFull'],
  async handle({ path, body, rawBody, nowMs, perform }) {
    const { message: edit, problems } = decodeMessage(body)
    problems.push(...lostAttributes(rawBody, []))
    if (body.bodyEncoding !== undefined && body.body === undefined) problems.push(encodingAlone)
    if (problems.length > 0) throw invalid(...problems)
    const { queue, message } = await perform('editMessage', { ...path, edit })
    return json(200, toMessageView(message, queue, nowMs()))
  },
})
