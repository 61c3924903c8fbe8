import type { Action } from './services.ts'
import { type ReceiptOutcome, settleReceipts } from './settleReceipts.ts'

export type AckInput = {
  queue: string
  /** 1 to 16. */
  receipts: readonly string[]
  /** Whether an ack still counts once the lease has run out, while nobody else has the message. */
  ifLapsed: 'accept' | 'refuse'
}

/** Finishes messages. */
export const ack: Action<AckInput, ReceiptOutcome[]> = (services, { queue, receipts, ifLapsed }) =>
  settleReceipts(services, queue, receipts, async () => receipt => ({ kind: 'ack', receipt, ifLapsed }))
