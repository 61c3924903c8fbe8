import { MnsError } from '../errors.ts'
import { answerBytesMax, limits } from '../limits.ts'
import type { Call, Operation } from '../operation.ts'
import { wholeNumber } from '../query.ts'
import { writeMessage } from '../receivedMessage.ts'
import { checkQueueName } from '../site.ts'
import { document, parent } from '../xml/write.ts'

/** How many are asked for. */
export const countOf = ({ query }: Pick<Call, 'query'>): number =>
  wholeNumber('numOfMessages', query.get('numofmessages') ?? '', 1, limits.batchMax)

const waitOf = ({ query }: Pick<Call, 'query'>): number | undefined => {
  const seconds = query.get('waitseconds')
  return seconds === undefined ? undefined : wholeNumber('waitseconds', seconds, 0, limits.waitSecondsMax, 'seconds')
}

/** Messages under a lease; MessageNotExist where the wait brought none. */
async function receive(call: Call, maxMessages: number): Promise<string[]> {
  const { messages } = await call.perform('poll', {
    queue: checkQueueName(call.names[0]!),
    maxMessages,
    waitSeconds: waitOf(call),
    maxBytes: answerBytesMax,
  })
  if (messages.length === 0) throw new MnsError('MessageNotExist')
  return messages.map(({ message, receiptText }) => writeMessage(message, call.site, receiptText))
}

export const receiveMessage: Operation = async call => {
  const [message] = await receive(call, 1)
  return { status: 200, body: document('Message', message!) }
}

/** The document of several messages, be it one alone. */
export const messagesDocument = (messages: readonly string[]): string =>
  document('Messages', messages.map(message => parent('Message', message)).join(''))

export const batchReceiveMessage: Operation = async call => {
  const messages = await receive(call, countOf(call))
  return { status: 200, body: messagesDocument(messages) }
}
