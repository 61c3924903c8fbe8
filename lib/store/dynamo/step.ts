import type { QueueRef } from '../../domain/queue.ts'
import type { Block } from './block.ts'
import { firstBlock, laneKey, scopeOf } from './keys.ts'
import { lanesToRead } from './lanes.ts'
import { queryLane } from './queryLane.ts'
import type { Tools } from './tools.ts'

export type Step = {
  scope: string
  /** In the order of their lane. */
  blocks: Block[]
  /** Where the next step begins; undefined at the end. */
  next: string | undefined
}

/** A cursor is a lane and a sort key in it, or a lane alone. */
export const stepAt = (p: string, s: string): string => `${p} ${s}`

/** A page of one lane, lane after lane, of blocks that are ready. */
export async function readStep(
  tools: Tools,
  queue: QueueRef,
  cursor: string | undefined,
  blocksMax: number,
): Promise<Step> {
  const scope = scopeOf(queue)
  const lanes = lanesToRead(await tools.book.read(scope, 0)).map(lane => laneKey(scope, lane))
  const [p = lanes[0]!, from = firstBlock] = cursor?.split(' ') ?? []
  const range = { p, from, toMs: tools.clock.nowMs() }
  const page = await queryLane(tools.send, tools.tables.messages, range, { limit: blocksMax, isConsistent: true })
  const next = page.next === undefined ? lanes[lanes.indexOf(p) + 1] : stepAt(p, page.next)
  return { scope, blocks: page.blocks, next }
}
