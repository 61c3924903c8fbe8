import type { Message } from '../../domain/message.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { asStrict } from '../settleVerdict.ts'
import type { Settlement, SettleOutcome } from '../store.ts'
import { scopeOf } from './keys.ts'
import { decodeHint } from './receiptHint.ts'
import type { Tools } from './tools.ts'

/** How the messages of one kind of queue are settled and found. */
export type Ways<Case> = {
  /** A settlement, the `at`-th of its call, with where its message lies; none where that can be nowhere. */
  toCase: (settlement: Settlement, at: number) => Case[]
  /** Writes down how each case ends. */
  settleCases: (tools: Tools, queue: QueueRef, cases: readonly Case[], outcomes: SettleOutcome[]) => Promise<void>
  find: (tools: Tools, queue: QueueRef, id: string) => Promise<Message | undefined>
}

type Settle = (tools: Tools, queue: QueueRef, settlements: readonly Settlement[]) => Promise<SettleOutcome[]>

/** Ends or moves leases, with their permits where they have any. */
export function settleBy<Case>({ toCase, settleCases, find }: Ways<Case>): Settle {
  const settleAll: Settle = async (tools, queue, settlements) => {
    const outcomes = settlements.map(
      ({ receipt: { queueUid, generation } }): SettleOutcome => ({
        kind: queueUid === queue.uid && generation === queue.generation ? 'gone' : 'foreign',
      }),
    )
    // A generation that is over, as far as this process knows, has nothing left to settle.
    if (tools.book.known(scopeOf(queue)).dead) return outcomes
    const cases = settlements.flatMap((settlement, at) =>
      outcomes[at]!.kind === 'foreign' ? [] : toCase(asStrict(queue, settlement), at),
    )
    await settleCases(tools, queue, cases, outcomes)
    return outcomes
  }
  return async (tools, queue, settlements) => {
    if (settlements.every(({ receipt }) => decodeHint(receipt.at).permit === undefined))
      return settleAll(tools, queue, settlements)
    const { settleHeld } = await import('./permits/settling.ts')
    return settleHeld(tools, queue, settlements, { settle: settleAll, find })
  }
}
