import { invalid } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import type { Receipt } from '../domain/receipt.ts'
import { retryDelayMs } from '../domain/retryPolicy.ts'
import type { Settlement } from '../store/store.ts'
import { markReturn, rulesOf } from './deadLetters.ts'
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
  /** Gives up: the messages go to the dead-letter queue now, whatever attempts are left. Without delaySeconds. */
  deadLetter?: boolean | undefined
}

/**
 * Gives messages back, to be received again at once or later, or moves them aside. A lease that has run out has nothing
 * to give back.
 */
export const nack: Action<NackInput, ReceiptOutcome[]> = (services, input) =>
  settleReceipts(services, input.queue, input.receipts, (queue, receipts) =>
    input.deadLetter === true ? givingUp(services, queue, input) : givingBack(services, queue, input, receipts),
  )

async function givingBack(services: Services, queue: Queue, input: NackInput, receipts: readonly Receipt[]) {
  const delays = new Map(receipts.map(receipt => [receipt, delayMsOf(services, input, receipt, queue)]))
  await markReturn(services, queue, [...delays.values()])
  return (receipt: Receipt): Settlement => ({
    kind: 'release',
    receipt,
    ifLapsed: 'refuse',
    delayMs: delays.get(receipt)!,
    reason: input.reason,
    countAttempt: true,
  })
}

function delayMsOf({ random }: Services, input: NackInput, receipt: Receipt, { settings }: Queue): number {
  if (input.delaySeconds !== undefined) return input.delaySeconds * 1000
  const policy = receipt.retry ?? settings.retry
  if (policy !== undefined) return retryDelayMs(policy, receipt.attempts - (receipt.attemptsBefore ?? 0), random)
  return (input.defaultDelaySeconds ?? 0) * 1000
}

async function givingUp(services: Services, queue: Queue, { reason }: NackInput) {
  const { aside } = await rulesOf(services, queue)
  if (aside === undefined) throw invalid({ path: ['deadLetter'], detail: whyNowhere(queue) })
  return (receipt: Receipt): Settlement => ({ kind: 'moveAside', aside, receipt, ifLapsed: 'refuse', text: reason })
}

const whyNowhere = ({ settings: { deadLetter } }: Queue): string =>
  deadLetter === undefined
    ? 'needs a queue that has a dead-letter queue'
    : `needs the dead-letter queue ${deadLetter.queue}, which does not exist (any more)`
