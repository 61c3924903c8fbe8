import { MnsError } from '../errors.ts'
import { nextHandle, readHandle, settlementError } from '../handles.ts'
import { limits } from '../limits.ts'
import type { Call, Operation } from '../operation.ts'
import { wholeNumber } from '../query.ts'
import { checkQueueName } from '../site.ts'
import { document, element } from '../xml/write.ts'

function secondsOf({ query }: Call): number {
  const text = query.get('visibilitytimeout')
  if (text === undefined || text === '') throw new MnsError('MissingVisibilityTimeout')
  return wholeNumber('VisibilityTimeout', text, 0, limits.visibilitySecondsMax, 'seconds')
}

/** The new handle is another text; the one before is good as long (reference, 4.1). */
export const changeMessageVisibility: Operation = async call => {
  const queue = checkQueueName(call.names[0]!)
  const handle = readHandle(call.query.get('receipthandle'))
  const visibilityTimeoutSeconds = secondsOf(call)
  const receipts = [handle.receiptText]
  const [outcome] = await call.perform('extend', { queue, receipts, visibilityTimeoutSeconds, ifLapsed: 'refuse' })
  const error = settlementError(outcome!)
  if (error !== undefined) throw error
  const inner = element('ReceiptHandle', nextHandle(handle)) + element('NextVisibleTime', outcome!.untilMs)
  return { status: 200, body: document('ChangeVisibility', inner) }
}
