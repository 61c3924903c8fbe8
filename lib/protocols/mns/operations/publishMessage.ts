import { rootOf, wordOf } from '../document.ts'
import { messageIdOf } from '../messageId.ts'
import { md5, readMessage } from '../newMessage.ts'
import type { Operation } from '../operation.ts'
import { checkTopicName } from '../site.ts'
import { document, element } from '../xml/write.ts'

/** What is said of mail and SMS in the document is passed over: nothing is delivered there. So are delay and priority, which are of queues. */
export const publishMessage: Operation = async ({ perform, names, headers, body: given }) => {
  const topic = checkTopicName(names[0]!)
  const root = rootOf(given, 'Message')
  const { body, kind, attributes, groupId, trace } = readMessage(root, headers)
  const tag = wordOf(root, 'MessageTag') || undefined
  const { ids } = await perform('publishToTopic', {
    topic,
    messages: [{ body, kind, attributes, groupId, tag, trace }],
  })
  const written = element('MessageId', messageIdOf(ids[0]!)) + element('MessageBodyMD5', md5(body))
  return { status: 201, body: document('Message', written) }
}
