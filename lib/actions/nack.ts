import { invalid } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import type { Receipt } from '../domain/receipt.ts'
import type { Settlement } from '../store/store.ts'
import { markReturn, rulesOf } from './deadLetters.ts'
import type { Action, Services } from './services.ts'
import { type ReceiptOutcome, settleReceipts } from './settleReceipts.ts'

export type NackInput = {
  queue: string
  /** 1 to 16. */
  receipts: readonly string[]
  /** 0 to 43,200. */
  delaySeconds: number
  /** The worker's words, at most 256 bytes; shown beside the message. */
  reason?: string | undefined
  /** Gives up: the messages go to the dead-letter queue now, whatever attempts are left. Without delaySeconds. */
  deadLetter?: boolean | undefined
}

/**
 * Gives messages back, to be received again at once or later, or moves them aside. A lease that has run out has nothing
 * to give back.
 */
export const nack: Action<NackInput, ReceiptOutcome[]> = (services, input) =>
  settleReceipts(services, input.queue, input.receipts, queue =>
    input.deadLetter === true ? givingUp(services, queue, input) : givingBack(services, queue, input),
  )

async function givingBack(services: Services, queue: Queue, { delaySeconds, reason }: NackInput) {
  await markReturn(services, queue, delaySeconds)
  const release = {
    kind: 'release',
    ifLapsed: 'refuse',
    delayMs: delaySeconds * 1000,
    reason,
    countAttempt: true,
  } as const
  return (receipt: Receipt): Settlement => ({ ...release, receipt })
}

async function givingUp(services: Services, queue: Queue, { reason }: NackInput) {
  const { aside } = await rulesOf(services, queue)
  if (aside === undefined) throw invalid({ path: ['deadLetter'], detail: 'needs a queue that has a dead-letter queue' })
  return (receipt: Receipt): Settlement => ({ kind: 'moveAside', aside, receipt, ifLapsed: 'refuse', text: reason })
}
