import { MnsError } from '../errors.ts'
import type { Call, Operation } from '../operation.ts'
import { writeMessage } from '../receivedMessage.ts'
import { checkQueueName } from '../site.ts'
import { document } from '../xml/write.ts'
import { countOf, messagesDocument } from './receiveMessage.ts'

// A page may be empty though there is more behind it; beyond these there is nothing to be seen for a while.
const pagesMax = 16

/** Messages that could be received now, untouched; MessageNotExist where there is none. */
async function peek({ perform, names, site }: Call, limit: number): Promise<string[]> {
  const queue = checkQueueName(names[0]!)
  const found: string[] = []
  let cursor: string | undefined
  for (let page = 0; page < pagesMax; page++) {
    const seen = await perform('browse', { queue, state: 'visible', limit: limit - found.length, cursor })
    found.push(...seen.messages.map(message => writeMessage(message, site)))
    cursor = seen.cursor
    if (cursor === undefined || found.length === limit) break
  }
  if (found.length === 0) throw new MnsError('MessageNotExist')
  return found
}

export const peekMessage: Operation = async call => {
  const [message] = await peek(call, 1)
  return { status: 200, body: document('Message', message!) }
}

export const batchPeekMessage: Operation = async call => {
  const messages = await peek(call, countOf(call))
  return { status: 200, body: messagesDocument(messages) }
}
