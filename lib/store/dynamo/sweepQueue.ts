import type { QueueRef } from '../../domain/queue.ts'
import type { SweepOrder, SweepPage } from '../store.ts'
import { type Cleared, clear } from './clear.ts'
import { firstBlock, laneKey, scopeOf } from './keys.ts'
import { lanesToRead } from './lanes.ts'
import { queryLane } from './queryLane.ts'
import { surveyBlock } from './survey.ts'
import type { Tools } from './tools.ts'

// What one step reads: about fifty read units of small messages.
const blocksMax = 200

/** One page of one lane, lane after lane: drops and moves aside what the judge says. */
export async function sweepQueue(tools: Tools, queue: QueueRef, order: SweepOrder): Promise<SweepPage> {
  const scope = scopeOf(queue)
  const lanes = lanesToRead(await tools.book.read(scope, 0)).map(lane => laneKey(scope, lane))
  const [p = lanes[0]!, from = firstBlock] = order.cursor?.split(' ') ?? []
  const range = { p, from, toMs: tools.clock.nowMs() }
  const page = await queryLane(tools.send, tools.tables.messages, range, { limit: blocksMax, isConsistent: true })
  const surveys = page.blocks.map(block => surveyBlock(block, order.judge, tools.clock.nowMs()))
  const cleared: Cleared = { dropped: 0, movedAside: 0 }
  for (const survey of surveys) {
    if (survey.asides.length + survey.drops.length === 0) continue
    // What somebody changed meanwhile, or cannot be read, is seen again by the next sweep.
    const one = await clear(tools, scope, survey, order.aside).catch(() => undefined)
    cleared.dropped += one?.dropped ?? 0
    cleared.movedAside += one?.movedAside ?? 0
  }
  const next = page.next === undefined ? lanes[lanes.indexOf(p) + 1] : `${p} ${page.next}`
  return next === undefined ? cleared : { ...cleared, cursor: next }
}
