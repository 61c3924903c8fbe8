import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Envelope } from '../../domain/envelope.ts'
import type { Delivery } from '../../domain/message.ts'
import { type Block, type Entry, idOf, keepUntilMs, nackName, placeOfBlock, slotName, ttlOf } from './block.ts'
import { loadEnvelopes, planBody, referenceTo, storeBody } from './bodyPlace.ts'
import { allOf, conditionOf, noOthers, slotIs } from './conditions.ts'
import type { Input } from './dynamo.ts'
import { headOf } from './heads.ts'
import { blockKey, forwardKey, keyAttributes, type LaneName } from './keys.ts'
import { laneKept } from './lanes.ts'
import { formatPlace, levelDefault } from './place.ts'
import { putBlockRequest } from './putBlock.ts'
import { encodeSlot } from './slot.ts'
import type { Tools } from './tools.ts'

/** One message that goes elsewhere: how it is to stand there, and what it says from then on, if that is new. */
export type Mover = { entry: Entry; delivery: Delivery; envelope?: Envelope | undefined }

/**
 * Moves messages of one block to a new one that is ready at `readyAtMs`, in one transaction (J5): put there, take here
 * if it is still what was read, and say where it went. False: somebody changed them first. The new one lies in the lane
 * that never closes: a process that dies here has nobody to tell that another is to be emptied again.
 */
export async function move(
  tools: Tools,
  scope: string,
  source: Block,
  movers: readonly Mover[],
  readyAtMs: number,
): Promise<boolean> {
  const draft = draftTarget(tools, scope, { level: levelDefault, lane: laneKept }, source, movers, readyAtMs)
  const target = await withBody(tools, scope, source, movers, draft)
  const reply = await tools.send.call('TransactWriteItems', moveRequest(tools, scope, source, movers, target))
  return reply.kind === 'done'
}

function draftTarget(
  { mint }: Tools,
  scope: string,
  lane: LaneName,
  source: Block,
  movers: readonly Mover[],
  readyAtMs: number,
): Block {
  const nonce = mint.nonce(readyAtMs)
  const entries = movers.map(({ entry, delivery, envelope }, index) => {
    const id = idOf(source, entry)
    const head = envelope === undefined ? { ...entry.head, id } : { ...headOf(envelope, id), rest: entry.head.rest }
    return { index, slot: encodeSlot(delivery), nackReason: delivery.nackReason, head }
  })
  return { key: blockKey(scope, { ...lane, readyAtMs, nonce }), readyAtMs, nonce, entries }
}

/**
 * A body that has not changed stays where it is: it outlives the message wherever that goes, for its life does not get
 * longer. Only what lay in the block itself comes along.
 */
async function withBody(
  tools: Tools,
  scope: string,
  source: Block,
  movers: readonly Mover[],
  draft: Block,
): Promise<Block> {
  const isNew = movers.some(({ envelope }) => envelope !== undefined)
  const indexes = movers.map(({ entry }) => entry.index)
  if (!isNew && source.reference !== undefined) return { ...draft, reference: referenceTo(source, scope, indexes) }
  const where = { table: tools.tables.messages, scope, bodies: tools.bodies, nowMs: tools.wall.nowMs() }
  const before = isNew ? undefined : await loadEnvelopes(tools.send, source, where)
  const envelopes = movers.map(({ entry, envelope }) => envelope ?? before!(entry.index))
  return storeBody(tools.send, draft, planBody(draft, envelopes), where)
}

export function moveRequest(
  { tables }: Tools,
  scope: string,
  source: Block,
  movers: readonly Mover[],
  target: Block,
): Input<'TransactWriteItems'> {
  const TableName = tables.messages
  const put = { Put: putBlockRequest(TableName, target) }
  const forwards = movers.map(({ entry }, index) => ({
    Put: { TableName, Item: forwardItem(scope, idOf(source, entry), target, index) },
  }))
  return { TransactItems: [takeAction(TableName, source, movers), put, ...forwards] }
}

/** J3: the block goes with the last of its messages. */
function takeAction(TableName: string, source: Block, movers: readonly Mover[]): TransactWriteItem {
  const entries = movers.map(({ entry }) => entry)
  const seen = entries.map(({ index, slot }) => slotIs(index, slot))
  const Key = keyAttributes(source.key)
  if (entries.length === source.entries.length) {
    const indexes = entries.map(({ index }) => index)
    return { Delete: { TableName, Key, ...conditionOf(allOf([...seen, noOthers(indexes)])) } }
  }
  const names = entries.flatMap(({ index }) => [slotName(index), nackName(index)])
  return { Update: { TableName, Key, UpdateExpression: `REMOVE ${names.join(', ')}`, ...conditionOf(allOf(seen)) } }
}

const forwardItem = (scope: string, id: string, target: Block, index: number) => ({
  ...keyAttributes(forwardKey(scope, id)),
  a: { S: formatPlace({ ...placeOfBlock(target), index }) },
  t: ttlOf(keepUntilMs(target.readyAtMs)),
})
