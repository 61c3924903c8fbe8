import type { Tools } from '../tools.ts'
import { newNonce } from './numbers.ts'
import { hinted } from './receiptHint.ts'
import type { Case } from './settleHeld.ts'
import { groupWrite, type Written, write } from './writeGroup.ts'

/**
 * Acks all that a group holds in one write, without a read, where the receipts say that this is so: all of them are there,
 * their leases run, and the group is still as the lease left it. Undefined where they do not.
 */
export async function ackAtOnce(
  tools: Tools,
  scope: string,
  hash: string,
  cases: readonly Case[],
): Promise<Written | undefined> {
  const nowMs = tools.clock.nowMs()
  const [first] = cases
  const hint = first?.hint
  if (hint === undefined || hint.count !== cases.length) return undefined
  if (new Set(cases.map(({ place }) => place.number)).size < cases.length) return undefined
  const isGood = (one: Case): boolean =>
    one.settlement.kind === 'ack' && one.hint?.version === hint.version && one.hint.untilMs > nowMs
  if (!cases.every(isGood)) return undefined
  const version = newNonce(tools)
  const where = { table: tools.tables.messages, scope, nowMs }
  const request = groupWrite(where, hinted(hash, hint), { held: [], next: hint.next, readyAtMs: 'same' }, version)
  return write(tools.send, request, version)
}
