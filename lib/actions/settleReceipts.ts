import type { Queue } from '../domain/queue.ts'
import { openReceipt, type Receipt } from '../domain/receipt.ts'
import type { Settlement, SettleOutcome } from '../store/store.ts'
import { NotedAside } from './expiryMarks.ts'
import { count, noteUse } from './queueCounts.ts'
import { loadQueue } from './queueDocument.ts'
import type { Services } from './services.ts'
import { isSameGeneration, useQueue } from './usedQueue.ts'
import { markFreed } from './wake.ts'

/**
 * `unknown`: not a receipt of this queue, or changed on its way; `tooLong`: the message would be held for longer than was
 * allowed. The others as the store says.
 */
export type ReceiptOutcome = {
  kind: 'done' | 'lapsed' | 'replaced' | 'gone' | 'unknown' | 'tooLong'
  untilMs?: number | undefined
}

/** What is to become of each receipt, once it is known which queue they are of. */
export type Settling = (
  queue: Queue,
  receipts: readonly Receipt[],
) => Promise<(receipt: Receipt) => Settlement | 'tooLong'>

/** Opens each receipt, settles those that are this queue's, and answers for each in order. */
export async function settleReceipts(
  services: Services,
  name: string,
  texts: readonly string[],
  settling: Settling,
): Promise<ReceiptOutcome[]> {
  const receipts = texts.map(text => openReceipt(text, services.keyring))
  const queue = await queueOf(services, name, receipts)
  const ours = receipts.filter(receipt => receipt !== undefined)
  const verdicts = ours.map(await settling(queue, ours))
  const settlements = verdicts.filter(verdict => verdict !== 'tooLong')
  await markFreed(services, queue)
  const noted = noteUse(services, queue)
  const outcomes = settlements.length > 0 ? await services.store.settle(queue, settlements) : []
  await noted
  const finished = outcomes.filter(({ kind }, index) => kind === 'done' && settlements[index]!.kind === 'ack')
  if (finished.length > 0) count(services, queue, { kind: 'deleted', messages: finished.length })
  for (const one of settlements)
    if (one.kind === 'moveAside' && one.aside instanceof NotedAside) await one.aside.markExpiries(services)
  const verdict = verdicts.values()
  const outcome = outcomes.values()
  return receipts.map(receipt => {
    if (receipt === undefined) return { kind: 'unknown' }
    if (verdict.next().value === 'tooLong') return { kind: 'tooLong' }
    return toOutcome(outcome.next().value!, receipt, queue)
  })
}

/** A receipt of another generation may be of one that is newer than what was read seconds ago: that is read again. */
async function queueOf(services: Services, name: string, receipts: readonly (Receipt | undefined)[]): Promise<Queue> {
  const { queue } = await useQueue(services, name)
  const isOurs = ({ queueUid: uid, generation }: Receipt) => isSameGeneration({ uid, generation }, queue)
  return receipts.every(receipt => receipt === undefined || isOurs(receipt))
    ? queue
    : (await loadQueue(services, name)).queue
}

function toOutcome(outcome: SettleOutcome, receipt: Receipt, queue: Queue): ReceiptOutcome {
  if (outcome.kind === 'done') return outcome
  if (outcome.kind !== 'foreign') return { kind: outcome.kind }
  // A purge took the message: for its consumer it is gone, as if it had been acked.
  return { kind: receipt.queueUid === queue.uid ? 'gone' : 'unknown' }
}
