import type { ReceiptOutcome } from '../../actions/settleReceipts.ts'
import { MnsError } from './errors.ts'

// How often the visibility was changed, and the receipt itself: so each change brings another handle, and each of them is good.
const pattern = /^(\d{1,6})-([\w-]+={0,2})$/
const turnsMax = 999_999

/** The handle of a receipt that was just handed out. */
export const firstHandle = (receiptText: string): string => `1-${receiptText}`

type Handle = { turn: number; receiptText: string }

/** Undefined for a text that is no handle of this protocol. */
export function parseHandle(text: string): Handle | undefined {
  const [, turn, receiptText] = text.match(pattern) ?? []
  return receiptText === undefined ? undefined : { turn: Number(turn), receiptText }
}

/** The handle, or MissingReceiptHandle, or ReceiptHandleError. */
export function readHandle(text: string | undefined): Handle {
  if (text === undefined || text === '') throw new MnsError('MissingReceiptHandle')
  const handle = parseHandle(text)
  if (handle === undefined) throw new MnsError('ReceiptHandleError')
  return handle
}

/** The handle of the same receipt once its visibility has changed. */
export const nextHandle = ({ turn, receiptText }: Handle): string => `${(turn % turnsMax) + 1}-${receiptText}`

/** What is wrong where a receipt settled nothing; undefined: nothing. One that was changed, or is of another queue, is no handle here. */
export function settlementError({ kind }: ReceiptOutcome): MnsError | undefined {
  if (kind === 'done') return undefined
  return new MnsError(kind === 'unknown' ? 'ReceiptHandleError' : 'MessageNotExist')
}
