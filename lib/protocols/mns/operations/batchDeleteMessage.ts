import { rootOf } from '../document.ts'
import { MnsError, outOfRange } from '../errors.ts'
import { parseHandle, settlementError } from '../handles.ts'
import { limits } from '../limits.ts'
import { done, type Operation } from '../operation.ts'
import { checkQueueName } from '../site.ts'
import { document, element, parent } from '../xml/write.ts'

/** The handles that failed are listed, and none of the others (reference, 4.8). */
export const batchDeleteMessage: Operation = async ({ perform, names, body }) => {
  const queue = checkQueueName(names[0]!)
  if (body === undefined) throw new MnsError('MissingReceiptHandle')
  const items = rootOf(body, 'ReceiptHandles').children.filter(({ name }) => name === 'ReceiptHandle')
  if (items.length < 1 || items.length > limits.batchMax)
    throw outOfRange('the number of receipt handles', 1, limits.batchMax)
  const handles = items.map(({ text }) => text.trim())
  const receipts = handles.map(handle => parseHandle(handle)?.receiptText ?? '')
  const outcomes = await perform('ack', { queue, receipts, ifLapsed: 'refuse' })
  const failed = handles.flatMap((handle, at) => {
    const error = receipts[at] === '' ? new MnsError('ReceiptHandleError') : settlementError(outcomes[at]!)
    return error === undefined ? [] : [writeFailed(handle, error)]
  })
  return failed.length === 0 ? done : { status: 404, body: document('Errors', failed.join('')) }
}

const writeFailed = (handle: string, { code, message }: MnsError): string =>
  parent('Error', element('ErrorCode', code) + element('ErrorMessage', message) + element('ReceiptHandle', handle))
