import type { Message } from '../../../domain/message.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import { attemptUntilMs, type Handout, handoutOf, type Renewed, renewed } from '../../handout.ts'
import { receiptOf } from '../../receiptOf.ts'
import type { Leased, PollOrder } from '../../store.ts'
import { ttlOf } from '../block.ts'
import { keyAttributes, scopeOf } from '../keys.ts'
import type { Tools } from '../tools.ts'
import type { Group } from './group.ts'
import { attemptKey, groupHash } from './keys.ts'
import { toHeld, toMessage } from './lease.ts'
import { readLine, type Standing } from './line.ts'
import { newNonce } from './numbers.ts'
import { readGroup } from './readGroups.ts'
import { envelopesOfAll } from './runBody.ts'
import { groupWrite, write } from './writeGroup.ts'

/** What a poll handed out, of which groups, and what the receipts say of these. */
type Record = Handout & { hashes: string[]; at: (string | undefined)[] }

/** Nothing is remembered of a poll that found nothing: its repetition looks again. */
export async function remember(
  tools: Tools,
  queue: QueueRef,
  attemptId: string,
  leased: readonly Leased[],
  untilMs = attemptUntilMs(tools.clock.nowMs()),
): Promise<void> {
  if (leased.length === 0) return
  const record: Record = {
    ...handoutOf(leased, untilMs),
    hashes: leased.map(({ message }) => groupHash(scopeOf(queue), message.envelope.groupId!)),
    at: leased.map(({ receipt }) => receipt.at),
  }
  const key = keyAttributes(attemptKey(scopeOf(queue), attemptId))
  const Item = { ...key, j: { S: JSON.stringify(record) }, t: ttlOf(untilMs) }
  await tools.send.call('PutItem', { TableName: tools.tables.messages, Item })
}

/** What the poll of this id handed out before, leased anew; undefined where that is over, or something of it has changed. */
export async function repeat(
  tools: Tools,
  queue: QueueRef,
  attemptId: string,
  { judge, inFlightMax }: Pick<PollOrder, 'judge' | 'inFlightMax'>,
): Promise<Leased[] | undefined> {
  const scope = scopeOf(queue)
  const record = await recall(tools, scope, attemptId)
  if (record === undefined) return undefined
  const held = (await Promise.all([...new Set(record.hashes)].map(hash => readHeld(tools, scope, hash)))).flat()
  const again = renewed(record, id => held.find(one => one.id === id), { judge }, tools.clock.nowMs())
  if (again === undefined) return undefined
  const limited = inFlightMax === undefined ? undefined : await import('./limitedAgain.ts')
  const at =
    limited === undefined ? record.at : await limited.permittedAgain(tools, queue, again, record.at, inFlightMax!)
  if (at === undefined) return undefined
  for (const group of new Set(again.map(one => one.held.group)))
    if (!(await renew(tools, scope, group, again))) return undefined
  const leased = again.map(({ held: { group, standing, ...message }, delivery }, nth) => ({
    message: { ...message, delivery },
    receipt: { ...receiptOf(queue, message.id, delivery), at: at[nth] },
  }))
  await remember(tools, queue, attemptId, leased, record.untilMs)
  return leased
}

async function recall({ send, tables, clock }: Tools, scope: string, attemptId: string): Promise<Record | undefined> {
  const Key = keyAttributes(attemptKey(scope, attemptId))
  const { Item } = await send.read('GetItem', { TableName: tables.messages, Key, ConsistentRead: true })
  const record = Item && (JSON.parse(Item.j!.S!) as Record)
  return record !== undefined && record.untilMs > clock.nowMs() ? record : undefined
}

type HeldMessage = Message & { group: Group; standing: Standing }

async function readHeld(tools: Tools, scope: string, hash: string): Promise<HeldMessage[]> {
  const group = await readGroup(tools, scope, hash)
  if (group === undefined) return []
  const { standing } = await readLine(tools, scope, group, 0)
  const envelopes = await envelopesOfAll(tools.bodies, standing)
  return standing.map(one => ({ ...toMessage(hash, one, envelopes.get(one)!), group, standing: one }))
}

/** Sets the leases of one group; false where somebody has changed the group since it was read. */
async function renew(
  tools: Tools,
  scope: string,
  group: Group,
  again: readonly Renewed<HeldMessage>[],
): Promise<boolean> {
  const version = newNonce(tools)
  const held = group.held.map(one => {
    const renewed = again.find(({ held: { standing } }) => standing.held === one)
    return renewed === undefined ? one : toHeld(renewed.held.standing, renewed.delivery)
  })
  const where = { table: tools.tables.messages, scope, nowMs: tools.clock.nowMs() }
  const request = groupWrite(where, group, { held, next: group.next, readyAtMs: 'same' }, version)
  return (await write(tools.send, request, version)).isDone
}
