import { isOrdered } from '../../../domain/ordered.ts'
import { invalidParameter } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { checkId } from '../newMessage.ts'
import { operation } from '../operation.ts'
import { checkVisibility } from '../receipts.ts'
import { receivedMessages, toReceived, wantedOf } from '../receivedMessage.ts'
import { integer, list, text } from '../shapes.ts'

function countOf(count: number | undefined, { messagesMax }: Limits): number {
  if (count === undefined) return 1
  if (count >= 1 && count <= messagesMax) return count
  throw invalidParameter(count, 'MaxNumberOfMessages', `Must be between 1 and ${messagesMax}, if provided.`)
}

function waitOf(seconds: number | undefined, { waitSecondsMax }: Limits): number | undefined {
  if (seconds === undefined || (seconds >= 0 && seconds <= waitSecondsMax)) return seconds
  throw invalidParameter(seconds, 'WaitTimeSeconds', `Must be >= 0 and <= ${waitSecondsMax}, if provided.`)
}

function checkAttempt(id: string | undefined, queue: string): void {
  checkId('ReceiveRequestAttemptId', id)
  if (id !== undefined && !isOrdered({ name: queue }))
    throw invalidParameter(
      id,
      'ReceiveRequestAttemptId',
      'The request include parameter that is not valid for this queue type.',
    )
}

export const receiveMessage = operation({
  name: 'ReceiveMessage',
  input: {
    QueueUrl: text,
    AttributeNames: list(text, 'AttributeName'),
    MessageSystemAttributeNames: list(text, 'MessageSystemAttributeName', ['MessageSystemAttributeNames']),
    MessageAttributeNames: list(text, 'MessageAttributeName'),
    MaxNumberOfMessages: integer,
    VisibilityTimeout: integer,
    WaitTimeSeconds: integer,
    ReceiveRequestAttemptId: text,
  },
  output: { Messages: receivedMessages },
  ofQueue: true,
  async handle(input, { perform, limits, site }, queue) {
    const { AttributeNames = [], MessageSystemAttributeNames = [], VisibilityTimeout } = input
    const wanted = wantedOf([...AttributeNames, ...MessageSystemAttributeNames], input.MessageAttributeNames)
    const attemptId = input.ReceiveRequestAttemptId || undefined
    checkAttempt(attemptId, queue)
    const { messages } = await perform('poll', {
      queue,
      maxMessages: countOf(input.MaxNumberOfMessages, limits),
      waitSeconds: waitOf(input.WaitTimeSeconds, limits),
      visibilityTimeoutSeconds: VisibilityTimeout === undefined ? undefined : checkVisibility(VisibilityTimeout),
      attemptId,
    })
    return { Messages: messages.map(polled => toReceived(polled, wanted, site)) }
  },
})
