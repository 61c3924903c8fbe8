import type { Delivery } from '../../domain/message.ts'
import { moved } from '../moved.ts'
import type { SettleOutcome } from '../store.ts'
import { type Item, nackName, slotName, slotNames } from './block.ts'
import { allOf, conditionOf, noOthers, notReady, slotHas, slotIsLive, type Terms, updateOf } from './conditions.ts'
import type { Input } from './dynamo.ts'
import { blockKey, keyAttributes } from './keys.ts'
import type { Reply } from './send.ts'
import { type Case, type CaseResult, refusalOf } from './settleCase.ts'
import { encodeSlot } from './slot.ts'
import type { Tools } from './tools.ts'

/**
 * Acks, releases and extends messages of one block where they lie, in one conditional write: a delete where they are all
 * that is left (J3), an update else.
 */
export async function finish(
  tools: Tools,
  scope: string,
  cases: readonly Case[],
  nowMs: number,
): Promise<CaseResult[]> {
  const table = tools.tables.messages
  if (isWhole(cases)) {
    const reply = await tools.send.call('DeleteItem', deleteRequest(table, scope, cases, nowMs))
    return reply.kind === 'done' ? cases.map(one => ({ one, result: { kind: 'done' } })) : refused(cases, reply, nowMs)
  }
  const reply = await tools.send.call('UpdateItem', updateRequest(table, scope, cases, nowMs))
  if (reply.kind !== 'done') return refused(cases, reply, nowMs)
  if (isEmpty(reply.output.Attributes)) await sweep(tools, scope, cases[0]!)
  return cases.map(one => ({ one, result: outcomeOf(one, nowMs) }))
}

/** Whether nothing else was in the block when these were leased; since then it can only have got less. */
function isWhole(cases: readonly Case[]): boolean {
  const { slots } = cases[0]!
  const acked = cases.filter(({ settlement }) => settlement.kind === 'ack').map(({ place }) => place.index)
  return slots.length > 0 && acked.length === cases.length && slots.every(index => acked.includes(index))
}

function conditionFor({ settlement, place }: Case, nowMs: number): Terms {
  const { token } = settlement.receipt
  if (settlement.ifLapsed === 'accept') return slotHas(place.index, token)
  return token === '' ? allOf([slotHas(place.index, token), notReady(nowMs)]) : slotIsLive(place.index, token, nowMs)
}

function deleteRequest(table: string, scope: string, cases: readonly Case[], nowMs: number): Input<'DeleteItem'> {
  const mine = cases.map(one => conditionFor(one, nowMs))
  return {
    TableName: table,
    Key: keyAttributes(blockKey(scope, cases[0]!.place)),
    ...conditionOf(allOf([...mine, noOthers(cases.map(({ place }) => place.index))])),
  }
}

/** The delivery state after a settlement, which all follows from the receipt. */
function deliveryAfter({ settlement }: Case, nowMs: number): Delivery {
  const { token, attempts, firstLeasedAtMs, leasedAtMs } = settlement.receipt
  const before = { token, leased: true, visibleAtMs: 0, attempts, firstLeasedAtMs, leasedAtMs }
  return settlement.kind === 'release' || settlement.kind === 'extend' ? moved(before, settlement, nowMs) : before
}

function updateRequest(table: string, scope: string, cases: readonly Case[], nowMs: number): Input<'UpdateItem'> {
  const sets: string[] = []
  const removes: string[] = []
  const values: Terms['values'] = {}
  for (const one of cases) {
    const { index } = one.place
    if (one.settlement.kind === 'ack') removes.push(slotName(index), nackName(index))
    else {
      sets.push(`${slotName(index)} = :new${index}`)
      values[`:new${index}`] = { S: encodeSlot(deliveryAfter(one, nowMs)) }
    }
    if (one.settlement.kind !== 'release' || one.settlement.reason === undefined) continue
    sets.push(`${nackName(index)} = :nack${index}`)
    values[`:nack${index}`] = { S: one.settlement.reason }
  }
  const { ExpressionAttributeValues, ...condition } = conditionOf(allOf(cases.map(one => conditionFor(one, nowMs))))
  return {
    TableName: table,
    Key: keyAttributes(blockKey(scope, cases[0]!.place)),
    UpdateExpression: updateOf(sets, removes),
    ...condition,
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ...values },
    ReturnValues: 'ALL_NEW',
  }
}

const outcomeOf = (one: Case, nowMs: number): SettleOutcome =>
  one.settlement.kind === 'extend' ? { kind: 'done', untilMs: deliveryAfter(one, nowMs).visibleAtMs } : { kind: 'done' }

/** What each of them met. Those that nothing stands in the way of are tried again without the others. */
function refused(
  cases: readonly Case[],
  reply: Exclude<Reply<'UpdateItem' | 'DeleteItem'>, { kind: 'done' }>,
  nowMs: number,
): CaseResult[] {
  const item = reply.kind === 'refused' ? reply.items[0] : undefined
  const isRepeated = reply.kind === 'refused' && reply.repeated
  return cases.map(one => ({
    one: { ...one, slots: [], isRepeated: one.isRepeated || isRepeated },
    result: refusalOf(one, item?.[slotName(one.place.index)]?.S, nowMs) ?? 'again',
  }))
}

const isEmpty = (item: Item | undefined): boolean => !slotNames.some(name => item?.[name] !== undefined)

/** A block without slots is nothing: it is deleted now, or by the next poll that sees it. */
async function sweep({ send, tables }: Tools, scope: string, { place }: Case): Promise<void> {
  const Key = keyAttributes(blockKey(scope, place))
  const request = { TableName: tables.messages, Key, ...conditionOf(noOthers([])) }
  await send.call('DeleteItem', request, { attempts: 1 }).catch(() => undefined)
}
