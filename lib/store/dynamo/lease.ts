import { newToken } from '../../domain/id.ts'
import type { Judge } from '../../domain/judge.ts'
import type { Delivery } from '../../domain/message.ts'
import { type Block, decodeBlock, deliveryOf, type Entry, slotName } from './block.ts'
import { allOf, conditionOf, noOthers, slotIs, updateOf } from './conditions.ts'
import type { Input } from './dynamo.ts'
import { keyAttributes } from './keys.ts'
import { encodeSlot } from './slot.ts'
import { type Pick, type Survey, surveyBlock } from './survey.ts'
import type { Tools } from './tools.ts'

/** A message of a block with the delivery state that its lease gave it. */
export type LeasedEntry = { pick: Pick; delivery: Delivery }

/** What was leased in a block; nothing when others had it first. */
export type LeasedBlock = {
  block: Block
  leased: LeasedEntry[]
  /** What was leased or dropped, as it was before. */
  over: Entry[]
}

function leasedDelivery(block: Block, { entry, verdict, grant }: Pick, token: string, leasedAtMs: number): Delivery {
  const before = deliveryOf(block, entry)
  return {
    ...before,
    visibleAtMs: grant === undefined ? verdict.untilMs : Math.min(verdict.untilMs, grant.endMs),
    attempts: verdict.attempts,
    token,
    leased: true,
    firstLeasedAtMs: before.firstLeasedAtMs ?? leasedAtMs,
    leasedAtMs,
  }
}

/**
 * The exact old value admits one taker (J1); the new one holds a fresh token, so a repetition whose first attempt got
 * no answer recognises its own lease in the item that comes back.
 */
export function leaseRequest(
  table: string,
  { block, drops }: { block: Block; drops: readonly Entry[] },
  leased: readonly { pick: { entry: Entry }; delivery: Delivery }[],
): Input<'UpdateItem'> {
  const sets = leased.map(({ pick }) => `${slotName(pick.entry.index)} = :new${pick.entry.index}`)
  const removes = drops.map(({ index }) => slotName(index))
  const seen = [...leased.map(({ pick }) => pick.entry), ...drops].map(({ index, slot }) => slotIs(index, slot))
  const { ExpressionAttributeValues, ...condition } = conditionOf(allOf(seen))
  const news = leased.map(({ pick, delivery }) => [`:new${pick.entry.index}`, { S: encodeSlot(delivery) }])
  return {
    TableName: table,
    Key: keyAttributes(block.key),
    UpdateExpression: updateOf(sets, removes),
    ...condition,
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ...Object.fromEntries(news) },
  }
}

/** J3: all that is left of the block is what was dropped now, or nothing at all. */
export const dropBlockRequest = (table: string, { block, drops }: Survey): Input<'DeleteItem'> => ({
  TableName: table,
  Key: keyAttributes(block.key),
  ...conditionOf(
    allOf([...drops.map(({ index, slot }) => slotIs(index, slot)), noOthers(drops.map(({ index }) => index))]),
  ),
})

/**
 * Leases what a survey picked, and drops by the way what has expired. When somebody was faster, tries once more with
 * what they left.
 */
export async function lease(tools: Tools, survey: Survey, judge: Judge): Promise<LeasedBlock> {
  const first = await leaseOnce(tools, survey)
  if (first.kind === 'leased') return first
  const again = first.left && surveyBlock(first.left, judge, tools.clock.nowMs())
  const picks = within(again?.picks ?? [], survey.picks)
  if (again === undefined || picks.length === 0) return { block: survey.block, leased: [], over: [] }
  const second = await leaseOnce(tools, { ...again, picks })
  return second.kind === 'leased' ? second : { block: survey.block, leased: [], over: [] }
}

const bytesOf = (picks: readonly Pick[]): number => picks.reduce((sum, { entry }) => sum + entry.head.bytes, 0)

/** The first of the picks, by the grants of those that were chosen: no more than those, in number and in size. */
function within(picks: readonly Pick[], chosen: readonly Pick[]): Pick[] {
  const some = picks.slice(0, chosen.length).map((pick, at) => ({ ...pick, grant: chosen[at]!.grant }))
  while (bytesOf(some) > bytesOf(chosen)) some.pop()
  return some
}

// By the time that a throttled lease comes through, others have the message: one long pause, and then another look. A
// shorter one costs a crowd more (4.7 and 5.0 write units a message after three doublings and after one, 4.4 after five).
const throttledPauses = 5

type Outcome = ({ kind: 'leased' } & LeasedBlock) | { kind: 'taken'; left: Block | undefined }

async function leaseOnce({ send, tables, clock, random }: Tools, survey: Survey): Promise<Outcome> {
  const { block, picks, drops } = survey
  const token = newToken(random)
  const leasedAtMs = clock.nowMs()
  const leased = picks.map(pick => ({ pick, delivery: leasedDelivery(block, pick, token, leasedAtMs) }))
  const over = [...picks.map(({ entry }) => entry), ...drops]
  const request = leaseRequest(tables.messages, survey, leased)
  const reply = await send.call('UpdateItem', request, { stopWhenThrottled: true })
  if (reply.kind === 'throttled') await send.pause(throttledPauses)
  if (reply.kind === 'done') return { kind: 'leased', block, leased, over }
  const item = reply.kind === 'refused' ? reply.items[0] : undefined
  // Ours, by an attempt that got no answer; what somebody has ended since is not there any more.
  const ours = leased.filter(({ pick }) => item?.[slotName(pick.entry.index)]?.S?.startsWith(token))
  if (ours.length > 0) return { kind: 'leased', block, leased: ours, over }
  return { kind: 'taken', left: item && decodeBlock(item) }
}

/**
 * Deletes a block that holds nothing but what has expired, or nothing; whoever changed it meanwhile wins. Tried once: it
 * must not hold up what was leased, and the next poll sees it again.
 */
export async function dropBlock({ send, tables }: Tools, survey: Survey): Promise<void> {
  const { block, drops } = survey
  const isAll = drops.length === block.entries.length
  const once = { attempts: 1 }
  if (isAll) await send.call('DeleteItem', dropBlockRequest(tables.messages, survey), once)
  else await send.call('UpdateItem', leaseRequest(tables.messages, survey, []), once)
}
