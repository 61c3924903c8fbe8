import { markReturn } from './deadLetters.ts'
import type { Action } from './services.ts'
import { type ReceiptOutcome, settleReceipts } from './settleReceipts.ts'

export type ExtendInput = {
  queue: string
  /** 1 to 16. */
  receipts: readonly string[]
  /** From now; 0 to 43,200. */
  visibilityTimeoutSeconds: number
  /** Whether a lease that has run out may be taken up again while nobody else has the message; never with `maxInFlight`. */
  ifLapsed: 'accept' | 'refuse'
}

/** Sets when leases end, counted from now. */
export const extend: Action<ExtendInput, ReceiptOutcome[]> = (services, input) =>
  settleReceipts(services, input.queue, input.receipts, async queue => {
    const ms = input.visibilityTimeoutSeconds * 1000
    await markReturn(services, queue, [ms])
    // Others may hold what the limit lets run by now.
    const ifLapsed = queue.settings.maxInFlight === undefined ? input.ifLapsed : 'refuse'
    return receipt => ({ kind: 'extend', receipt, ifLapsed, ms })
  })
