import type { QueueRef } from '../../domain/queue.ts'
import type { SweepOrder, SweepPage } from '../store.ts'
import { type Cleared, clear } from './clear.ts'
import { readStep } from './step.ts'
import { surveyBlock } from './survey.ts'
import type { Tools } from './tools.ts'

// What one step reads: about fifty read units of small messages.
const blocksMax = 200

/** One step through the lanes: drops and moves aside what the judge says. */
export async function sweepQueue(tools: Tools, queue: QueueRef, order: SweepOrder): Promise<SweepPage> {
  const { blocks, next } = await readStep(tools, queue, order.cursor, blocksMax)
  const surveys = blocks.map(block => surveyBlock(block, order.judge, tools.clock.nowMs()))
  const cleared: Cleared = { dropped: 0, movedAside: 0 }
  let left = 0
  for (const survey of surveys) {
    if (survey.asides.length + survey.drops.length === 0) continue
    // What somebody changed meanwhile, or could not be moved, is left.
    const one = await clear(tools, queue, survey, order.aside).catch(() => undefined)
    cleared.dropped += one?.dropped ?? 0
    cleared.movedAside += one?.movedAside ?? 0
    left += survey.asides.length - (one?.movedAside ?? 0)
  }
  return { ...cleared, ...(left > 0 && { left }), ...(next !== undefined && { cursor: next }) }
}
