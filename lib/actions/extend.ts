import { markReturn } from './deadLetters.ts'
import type { Action } from './services.ts'
import { type ReceiptOutcome, settleReceipts } from './settleReceipts.ts'

export type ExtendInput = {
  queue: string
  /** 1 to 16. */
  receipts: readonly string[]
  /** From now; 0 to 43,200. */
  visibilityTimeoutSeconds: number
  /** Whether a lease that has run out may be taken up again while nobody else has the message. */
  ifLapsed: 'accept' | 'refuse'
}

/** Sets when leases end, counted from now. */
export const extend: Action<ExtendInput, ReceiptOutcome[]> = (services, input) =>
  settleReceipts(services, input.queue, input.receipts, async queue => {
    const ms = input.visibilityTimeoutSeconds * 1000
    await markReturn(services, queue, [ms])
    return receipt => ({ kind: 'extend', receipt, ifLapsed: input.ifLapsed, ms })
  })
