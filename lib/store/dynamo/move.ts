import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Envelope } from '../../domain/envelope.ts'
import type { Delivery } from '../../domain/message.ts'
import { rankOf } from '../../domain/priority.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { type Block, type Entry, idOf, nackName, placeOfBlock, slotName } from './block.ts'
import { loadEnvelopes, planBody, referenceTo, storeBody } from './bodyPlace.ts'
import { checkLiving } from './checkLiving.ts'
import { allOf, conditionOf, noOthers, slotIs } from './conditions.ts'
import { forwardItem } from './forwardItem.ts'
import { headOf } from './heads.ts'
import { blockKey, keyAttributes, type LaneName, scopeOf } from './keys.ts'
import { laneAgeMsMax } from './laneBook.ts'
import { laneKept, lanesToWrite } from './lanes.ts'
import { formatPlace, levelDefault } from './place.ts'
import { putBlockRequest } from './putBlock.ts'
import { encodeSlot } from './slot.ts'
import type { Tools } from './tools.ts'
import { wakeName } from './wakeRecord.ts'

/** One message that goes elsewhere: how it is to stand there, and what it says from then on, if that is new. */
export type Mover = { entry: Entry; delivery: Delivery; envelope?: Envelope | undefined }

/**
 * The queue that messages go to, perhaps the one that they are in, and when they are ready there. `asNew`: their ids are
 * new, and nothing says where they went. `from`: they come from another queue, and both have to live.
 */
export type Destination = { to: QueueRef; readyAtMs: number; asNew?: true | undefined; from?: QueueRef | undefined }

/**
 * Moves messages of one block to a new one, in one transaction (J5): put there, take here if it is still what was read,
 * and say where it went. False: somebody changed them first, or one of two queues is gone. The new one lies in a lane that
 * nobody forgets meanwhile: a process that dies here has nobody to tell that another is to be emptied again.
 */
export async function move(
  tools: Tools,
  source: Block,
  movers: readonly Mover[],
  there: Destination,
): Promise<boolean> {
  const { from, to } = there
  const scope = scopeOf(to)
  if (from !== undefined && tools.book.known(scope).dead) return false
  const lane = await laneFor(tools, scope, levelFor(source, movers))
  const draft = draftTarget(tools, there, lane, source, movers)
  const target = await withBody(tools, scope, source, movers, draft)
  const moving = moveItems(tools, there, source, movers, target)
  const leaving = from === undefined ? [] : leaveItems(tools, from, source, movers, there)
  const reply = await tools.send.call('TransactWriteItems', { TransactItems: [...moving, ...leaving] })
  return reply.kind === 'done'
}

/** What is said anew says its rank; what was not, or has several, stays in the level where it was. */
function levelFor(source: Block, movers: readonly Mover[]): number {
  const said = new Set(movers.map(({ envelope }) => envelope && rankOf(envelope)))
  const [level, ...others] = said
  return level === undefined || others.length > 0 ? placeOfBlock(source).level : level
}

/**
 * The first of a level, which is kept for longer than anybody stands still on the way to it: a message that moves was
 * acknowledged before. Where not everybody knows the level yet, the lane that never closes.
 */
async function laneFor({ book, wall }: Tools, scope: string, level: number): Promise<LaneName> {
  if (level === levelDefault) return laneKept
  await book.open(scope, [level])
  return lanesToWrite(await book.read(scope, laneAgeMsMax), wall.nowMs(), level)[0]!
}

function draftTarget(
  { mint }: Tools,
  { to, readyAtMs, asNew }: Destination,
  lane: LaneName,
  source: Block,
  movers: readonly Mover[],
): Block {
  const nonce = mint.nonce(readyAtMs)
  const entries = movers.map(({ entry, delivery, envelope }, index) => {
    const id = asNew ? undefined : idOf(source, entry)
    const head = envelope === undefined ? { ...entry.head, id } : { ...headOf(envelope, id), rest: entry.head.rest }
    return { index, slot: encodeSlot(delivery), nackReason: delivery.nackReason, head }
  })
  const key = blockKey(scopeOf(to), { ...lane, readyAtMs, nonce })
  return { key, readyAtMs, nonce, wakes: wakeName(to), entries }
}

/**
 * To another queue a message brings a new envelope. A body that has not changed stays where it is: it outlives the
 * message wherever that goes, for its life does not get longer. Only what lay in the block itself comes along.
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

/** Take here, put there, and say where what moves is to be found by its old ids. */
function moveItems(
  { tables }: Tools,
  { to, asNew }: Destination,
  source: Block,
  movers: readonly Mover[],
  target: Block,
): TransactWriteItem[] {
  const TableName = tables.messages
  const put = { Put: putBlockRequest(TableName, target) }
  const forwarded = asNew ? [] : movers
  const forwards = forwarded.map(({ entry }, index) => {
    const a = { S: formatPlace({ ...placeOfBlock(target), index }) }
    return { Put: { TableName, Item: { ...forwardItem(scopeOf(to), idOf(source, entry), target.readyAtMs), a } } }
  })
  return [takeAction(TableName, source, movers), put, ...forwards]
}

/**
 * To another queue: that has to live, and so has this one, or else who stood still for long would carry over what was
 * purged meanwhile. Who comes with an old receipt is to know that the message left.
 */
const leaveItems = (
  { tables }: Tools,
  from: QueueRef,
  source: Block,
  movers: readonly Mover[],
  { to, readyAtMs }: Destination,
): TransactWriteItem[] => [
  checkLiving(tables, to),
  checkLiving(tables, from),
  ...movers.map(({ entry }) => ({
    Put: { TableName: tables.messages, Item: forwardItem(scopeOf(from), idOf(source, entry), readyAtMs) },
  })),
]

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
