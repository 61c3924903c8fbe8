import type { QueueRef } from '../../domain/queue.ts'
import { givenUp } from '../moved.ts'
import type { Settlement } from '../store.ts'
import { deliveryOf } from './block.ts'
import { blockKey, scopeOf } from './keys.ts'
import { readBlock } from './locate.ts'
import { type Leaver, moveAside } from './moveAside.ts'
import { type Case, type CaseResult, refusalOf } from './settleCase.ts'
import type { Tools } from './tools.ts'

type GiveUp = Extract<Settlement, { kind: 'moveAside' }>

/** Moves messages of one block to another queue for those who hold them: read, judge, move. */
export async function giveUp(
  tools: Tools,
  queue: QueueRef,
  cases: readonly Case[],
  nowMs: number,
): Promise<CaseResult[]> {
  const block = await readBlock(tools, blockKey(scopeOf(queue), cases[0]!.place))
  const results: CaseResult[] = []
  for (const one of cases) {
    const entry = block?.entries.find(({ index }) => index === one.place.index)
    const refusal = refusalOf(one, entry?.slot, nowMs)
    if (refusal !== undefined) {
      results.push({ one, result: refusal })
      continue
    }
    const settlement = one.settlement as GiveUp
    const { aside, text, by: reason = 'nacked' } = settlement
    const delivery = givenUp(deliveryOf(block!, entry!), settlement)
    const leaver: Leaver = { entry: entry!, departure: { reason, text }, delivery }
    // One at a time: each may go to a queue of its own.
    const isDone = await moveAside(tools, queue, block!, [leaver], aside)
    results.push({ one, result: isDone ? { kind: 'done' } : 'again' })
  }
  return results
}
