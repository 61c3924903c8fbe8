import { rootOf, wordOf } from '../document.ts'
import { md5, readMessage } from '../newMessage.ts'
import type { Operation } from '../operation.ts'
import { messageIdOf } from '../receivedMessage.ts'
import { checkTopicName } from '../site.ts'
import { document, element } from '../xml/write.ts'

/** What is said of mail and SMS in the document is passed over: nothing is delivered there. */
export const publishMessage: Operation = async ({ perform, names, body }) => {
  const topic = checkTopicName(names[0]!)
  const root = rootOf(body, 'Message')
  const { delaySeconds: _ofQueues, ...message } = readMessage(root)
  const tag = wordOf(root, 'MessageTag') || undefined
  const { ids } = await perform('publishToTopic', { topic, messages: [{ ...message, tag }] })
  const written = element('MessageId', messageIdOf(ids[0]!)) + element('MessageBodyMD5', md5(message.body))
  return { status: 201, body: document('Message', written) }
}
