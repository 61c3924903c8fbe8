import { rootOf } from '../document.ts'
import { firstHandle } from '../handles.ts'
import { messageIdOf } from '../messageId.ts'
import { md5, readMessage } from '../newMessage.ts'
import type { Operation } from '../operation.ts'
import { checkQueueName } from '../site.ts'
import { document, element } from '../xml/write.ts'

export const sendMessage: Operation = async ({ perform, names, headers, body }) => {
  const queue = checkQueueName(names[0]!)
  const message = readMessage(rootOf(body, 'Message'), headers)
  const { ids, receipts } = await perform('publish', { queue, messages: [message], wantsReceipts: true })
  const receipt = receipts?.[0]
  const written = [
    element('MessageId', messageIdOf(ids[0]!)),
    element('MessageBodyMD5', md5(message.body)),
    receipt === undefined ? '' : element('ReceiptHandle', firstHandle(receipt)),
  ]
  return { status: 201, body: document('Message', written.join('')) }
}
