import { type Block, encodeBlock } from './block.ts'
import { planBody, storeBody } from './bodyPlace.ts'
import type { Input } from './dynamo.ts'
import type { LaneName } from './keys.ts'
import { laneAgeMsMax } from './laneBook.ts'
import { lanesMax, lanesToWrite } from './lanes.ts'
import { levelDefault } from './place.ts'
import { draftBlock, type Share } from './share.ts'
import type { Tools } from './tools.ts'

/** One of the lanes that are open to a level, as they were at most five seconds ago (J2); another than a throttled one. */
export async function someLane(
  { send, book, wall }: Tools,
  scope: string,
  level: number,
  throttled?: LaneName,
): Promise<LaneName> {
  const lanes = lanesToWrite(await book.read(scope, laneAgeMsMax), wall.nowMs(), level)
  const others = lanes.filter(one => one.lane !== throttled?.lane || one.level !== throttled.level)
  const choice = others.length > 0 ? others : lanes
  return choice[send.pick(choice.length)]!
}

/** A share whose body is where it belongs: the body comes before the block (J2). */
export type Placed = { share: Share; body: Pick<Block, 'envelopes' | 'reference'> }

// A body lies under the block's sort key, whatever the lane; only its width counts.
const anyLane: LaneName = { level: levelDefault, lane: lanesMax - 1 }

/** Writes the body of a share, unless it goes into the block. Good for every lane that the block is tried in. */
export async function placeBody(tools: Tools, scope: string, share: Share): Promise<Placed> {
  const draft = draftBlock(scope, anyLane, share)
  const { envelopes, reference } = await storeBody(tools.send, draft, planBody(draft, share.envelopes), {
    table: tools.tables.messages,
    scope,
    bodies: tools.bodies,
    nowMs: tools.wall.nowMs(),
  })
  return { share, body: { envelopes, reference } }
}

export const blockOf = (scope: string, lane: LaneName, { share, body }: Placed): Block => ({
  ...draftBlock(scope, lane, share),
  ...body,
})

/** The key holds a nonce, so a block that stands there already is this one, put by an attempt that got no answer. */
export const putBlockRequest = (table: string, block: Block): Input<'PutItem'> => ({
  TableName: table,
  Item: encodeBlock(block),
  ConditionExpression: 'attribute_not_exists(p)',
})
