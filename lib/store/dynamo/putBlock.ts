import { type Block, encodeBlock } from './block.ts'
import { planBody, storeBody } from './bodyPlace.ts'
import type { Input } from './dynamo.ts'
import type { LaneName } from './keys.ts'
import { laneAgeMsMax } from './laneBook.ts'
import { lanesToWrite } from './lanes.ts'
import { draftBlock, type Share } from './share.ts'
import type { Tools } from './tools.ts'

/** One of the lanes that are open, as they were at most five seconds ago (J2); another than that which was throttled. */
export async function someLane({ send, book, wall }: Tools, scope: string, throttled?: LaneName): Promise<LaneName> {
  const lanes = lanesToWrite(await book.read(scope, laneAgeMsMax), wall.nowMs())
  const others = lanes.filter(({ lane }) => lane !== throttled?.lane)
  const choice = others.length > 0 ? others : lanes
  return choice[send.pick(choice.length)]!
}

/** The block, once its body is where it belongs: the body comes before the block (J2). */
export function placed(tools: Tools, scope: string, lane: LaneName, share: Share): Promise<Block> {
  const draft = draftBlock(scope, lane, share)
  return storeBody(tools.send, draft, planBody(draft, share.envelopes), {
    table: tools.tables.messages,
    scope,
    bodies: tools.bodies,
    nowMs: tools.wall.nowMs(),
  })
}

/** The key holds a nonce, so a block that stands there already is this one, put by an attempt that got no answer. */
export const putBlockRequest = (table: string, block: Block): Input<'PutItem'> => ({
  TableName: table,
  Item: encodeBlock(block),
  ConditionExpression: 'attribute_not_exists(p)',
})
