import { Problem } from '../../../domain/problem.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import { givenUp } from '../../moved.ts'
import { settleVerdict } from '../../settleVerdict.ts'
import type { SettleOutcome } from '../../store.ts'
import { scopeOf } from '../keys.ts'
import type { Tools } from '../tools.ts'
import { numberOf } from './group.ts'
import { moveAside } from './leaveAside.ts'
import { readLine } from './line.ts'
import { newNonce } from './numbers.ts'
import { readGroup } from './readGroups.ts'
import type { Case } from './settleHeld.ts'
import { asAction, groupWrite } from './writeGroup.ts'

const triesMax = 10

/** Moves a message to another queue for the one who holds it. */
export async function giveUp(tools: Tools, queue: QueueRef, hash: string, one: Case): Promise<SettleOutcome> {
  for (let tries = 0; tries < triesMax; tries++) {
    const outcome = await giveUpOnce(tools, queue, hash, one)
    if (outcome !== undefined) return outcome
  }
  throw new Problem('StoreBusy')
}

async function giveUpOnce(
  tools: Tools,
  queue: QueueRef,
  hash: string,
  { settlement, place }: Case,
): Promise<SettleOutcome | undefined> {
  const scope = scopeOf(queue)
  const group = await readGroup(tools, scope, hash)
  const line = group && (await readLine(tools, scope, group, 0))
  const standing = line?.standing.find(({ number }) => number === place.number)
  if (group === undefined || standing === undefined) return { kind: 'gone' }
  const nowMs = tools.clock.nowMs()
  const verdict = settleVerdict(standing.delivery, settlement, nowMs)
  if (verdict !== 'applies') return { kind: verdict }
  if (settlement.kind !== 'moveAside') throw new Error('Only who gives up comes here.')
  const held = group.held.filter(other => numberOf(other) !== place.number)
  const where = { table: tools.tables.messages, scope, nowMs }
  const request = groupWrite(where, group, { held, next: group.next, readyAtMs: 'same' }, newNonce(tools))
  const departure = { reason: settlement.by ?? ('nacked' as const), text: settlement.text }
  const leaver = { standing, departure, delivery: givenUp(standing.delivery, settlement) }
  const isDone = await moveAside(tools, queue, hash, [leaver], settlement.aside, [asAction(request)])
  return isDone ? { kind: 'done' } : undefined
}
