import type { Action } from './services.ts'
import { type ReceiptOutcome, settleReceipts } from './settleReceipts.ts'

export type NackInput = {
  queue: string
  /** 1 to 16. */
  receipts: readonly string[]
  /** 0 to 43,200. */
  delaySeconds: number
  /** The worker's words, at most 256 bytes; shown beside the message. */
  reason?: string | undefined
}

/** Gives messages back, to be received again at once or later. A lease that has run out has nothing to give back. */
export const nack: Action<NackInput, ReceiptOutcome[]> = (services, { queue, receipts, delaySeconds, reason }) =>
  settleReceipts(services, queue, receipts, receipt => ({
    kind: 'release',
    receipt,
    ifLapsed: 'refuse',
    delayMs: delaySeconds * 1000,
    reason,
    countAttempt: true,
  }))
