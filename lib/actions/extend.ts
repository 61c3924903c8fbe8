import type { Receipt } from '../domain/receipt.ts'
import { markReturn } from './deadLetters.ts'
import type { Action, Services } from './services.ts'
import { type ReceiptOutcome, settleReceipts } from './settleReceipts.ts'

export type ExtendInput = {
  queue: string
  /** 1 to 16. */
  receipts: readonly string[]
  /** From now; 0 to 43,200. */
  visibilityTimeoutSeconds: number
  /** Whether a lease that has run out may be taken up again while nobody else has the message; never with `maxInFlight`. */
  ifLapsed: 'accept' | 'refuse'
  /** How long a message may be held in all, from its hand-over on: what would go beyond is answered `tooLong`, and stays as it is. */
  heldSecondsMax?: number | undefined
}

/** Sets when leases end, counted from now. */
export const extend: Action<ExtendInput, ReceiptOutcome[]> = (services, input) =>
  settleReceipts(services, input.queue, input.receipts, async queue => {
    const ms = input.visibilityTimeoutSeconds * 1000
    await markReturn(services, queue, [ms])
    // Others may hold what the limit lets run by now.
    const ifLapsed = queue.settings.maxInFlight === undefined ? input.ifLapsed : 'refuse'
    return receipt =>
      receipt.queueUid === queue.uid && isTooLong(services, input, receipt)
        ? 'tooLong'
        : { kind: 'extend', receipt, ifLapsed, ms }
  })

const isTooLong = ({ clock }: Services, input: ExtendInput, { leasedAtMs }: Receipt): boolean =>
  input.heldSecondsMax !== undefined &&
  (clock.nowMs() - leasedAtMs) / 1000 + input.visibilityTimeoutSeconds > input.heldSecondsMax
