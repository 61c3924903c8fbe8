import type { QueueSettings } from '../domain/queue.ts'
import type { Receipt } from '../domain/receipt.ts'
import { retryDelayMs } from '../domain/retryPolicy.ts'
import type { Action, Services } from './services.ts'
import { type ReceiptOutcome, settleReceipts } from './settleReceipts.ts'

export type NackInput = {
  queue: string
  /** 1 to 16. */
  receipts: readonly string[]
  /** 0 to 43,200; as the message's retry policy says, else the queue's, when absent. */
  delaySeconds?: number | undefined
  /** 0 to 43,200: the delay where there is no policy either; at once when absent. */
  defaultDelaySeconds?: number | undefined
  /** The worker's words, at most 256 bytes; shown beside the message. */
  reason?: string | undefined
}

/** Gives messages back, to be received again at once or later. A lease that has run out has nothing to give back. */
export const nack: Action<NackInput, ReceiptOutcome[]> = (services, input) =>
  settleReceipts(services, input.queue, input.receipts, (receipt, { settings }) => ({
    kind: 'release',
    receipt,
    ifLapsed: 'refuse',
    delayMs: delayMsOf(services, input, receipt, settings),
    reason: input.reason,
    countAttempt: true,
  }))

function delayMsOf({ random }: Services, input: NackInput, receipt: Receipt, settings: QueueSettings): number {
  if (input.delaySeconds !== undefined) return input.delaySeconds * 1000
  const policy = receipt.retry ?? settings.retry
  if (policy !== undefined) return retryDelayMs(policy, receipt.attempts, random)
  return (input.defaultDelaySeconds ?? 0) * 1000
}
