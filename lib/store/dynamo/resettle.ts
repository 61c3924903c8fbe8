import type { QueueRef } from '../../domain/queue.ts'
import { moved } from '../moved.ts'
import type { SettleOutcome } from '../store.ts'
import { type Block, deliveryOf } from './block.ts'
import { blockKey, scopeOf } from './keys.ts'
import { readBlock } from './locate.ts'
import { type Mover, move } from './move.ts'
import { type Case, type CaseResult, refusalOf } from './settleCase.ts'
import type { Tools } from './tools.ts'

type Ready = { one: Case; mover: Mover }

/** Releases and extends messages of one block to a time that puts them elsewhere: read, judge, move. */
export async function resettle(
  tools: Tools,
  queue: QueueRef,
  cases: readonly Case[],
  nowMs: number,
): Promise<CaseResult[]> {
  const block = await readBlock(tools, blockKey(scopeOf(queue), cases[0]!.place))
  const results: CaseResult[] = []
  const ready: Ready[] = []
  for (const one of cases) {
    const entry = block?.entries.find(({ index }) => index === one.place.index)
    const refusal = refusalOf(one, entry?.slot, nowMs)
    if (refusal !== undefined) results.push({ one, result: refusal })
    else ready.push({ one, mover: moverOf(block!, entry!, one, nowMs) })
  }
  // One new block a time of return.
  for (const some of byTime(ready)) results.push(...(await moveAll(tools, queue, block!, some)))
  return results
}

function moverOf(block: Block, entry: Mover['entry'], { settlement }: Case, nowMs: number): Mover {
  const before = deliveryOf(block, entry)
  return {
    entry,
    delivery: settlement.kind === 'release' || settlement.kind === 'extend' ? moved(before, settlement, nowMs) : before,
  }
}

function byTime(ready: readonly Ready[]): Ready[][] {
  const times = new Set(ready.map(({ mover }) => mover.delivery.visibleAtMs))
  return [...times].map(ms => ready.filter(({ mover }) => mover.delivery.visibleAtMs === ms))
}

async function moveAll(tools: Tools, queue: QueueRef, block: Block, some: readonly Ready[]): Promise<CaseResult[]> {
  const { visibleAtMs } = some[0]!.mover.delivery
  const movers = some.map(({ mover }) => mover)
  const isDone = await move(tools, block, movers, { to: queue, readyAtMs: visibleAtMs })
  return some.map(({ one }) => ({ one, result: isDone ? outcomeOf(one, visibleAtMs) : 'again' }))
}

const outcomeOf = ({ settlement }: Case, untilMs: number): SettleOutcome =>
  settlement.kind === 'extend' ? { kind: 'done', untilMs } : { kind: 'done' }
