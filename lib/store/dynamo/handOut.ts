import { toCandidate } from '../../domain/judge.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Leased, PollOrder } from '../store.ts'
import { attemptsBeforeLease, undone } from '../takenBack.ts'
import { deliveryOf, idOf, placeOfBlock } from './block.ts'
import { loadEnvelopes } from './bodyPlace.ts'
import { scopeOf } from './keys.ts'
import type { LeasedBlock, LeasedEntry } from './lease.ts'
import { formatPlace } from './place.ts'
import { encodeHint } from './receiptHint.ts'
import { settle } from './settle.ts'
import type { Tools } from './tools.ts'

/**
 * Leased blocks as the poll's answer. Where a body could not be read, the messages are given back uncounted; what has
 * expired since it was judged stays leased and is dropped by a later poll (J7).
 */
export async function handOut(
  tools: Tools,
  queue: QueueRef,
  blocks: readonly LeasedBlock[],
  { judge }: Pick<PollOrder, 'judge'>,
): Promise<Leased[]> {
  const opened = await Promise.allSettled(blocks.map(block => openBlock(tools, queue, block)))
  const leased = opened.flatMap(one => (one.status === 'fulfilled' ? one.value : []))
  const failed = opened.find(one => one.status === 'rejected')
  // What cannot even be given back returns when its lease ends; it must not take with it what could be read.
  if (failed !== undefined) await giveBack(tools, queue, unopened(queue, blocks, opened)).catch(() => undefined)
  if (failed !== undefined && leased.length === 0) throw failed.reason
  const nowMs = tools.clock.nowMs()
  return leased.filter(one => {
    const candidate = toCandidate(one.message.envelope, { attempts: attemptsBeforeLease(one) })
    return judge(candidate, nowMs).kind === 'lease'
  })
}

async function openBlock(tools: Tools, queue: QueueRef, { block, leased }: LeasedBlock): Promise<Leased[]> {
  const { send, tables, bodies } = tools
  const envelopeAt = await loadEnvelopes(send, block, { table: tables.messages, scope: scopeOf(queue), bodies })
  return leased.map(one => ({
    message: { id: idOf(block, one.pick.entry), envelope: envelopeAt(one.pick.entry.index), delivery: one.delivery },
    ...leaseOf(queue, block, one),
  }))
}

type Lease = Omit<Leased, 'message'>

const leaseOf = (queue: QueueRef, block: LeasedBlock['block'], one: LeasedEntry): Lease => ({
  receipt: receiptOf(queue, block, one),
  ...(one.delivery.attempts === deliveryOf(block, one.pick.entry).attempts && { isUncounted: true }),
})

function receiptOf(
  { uid, generation }: QueueRef,
  block: LeasedBlock['block'],
  { pick: { entry, grant }, delivery }: LeasedEntry,
): Leased['receipt'] {
  const { token, attempts, firstLeasedAtMs, leasedAtMs } = delivery
  const id = idOf(block, entry)
  return {
    queueUid: uid,
    generation,
    id,
    token,
    attempts,
    firstLeasedAtMs: firstLeasedAtMs!,
    leasedAtMs: leasedAtMs!,
    at: encodeHint({
      slots: block.entries.map(({ index }) => index),
      place: entry.head.id && formatPlace({ ...placeOfBlock(block), index: entry.index }),
      permit: grant?.permit,
    }),
  }
}

const unopened = (
  queue: QueueRef,
  blocks: readonly LeasedBlock[],
  opened: readonly PromiseSettledResult<unknown>[],
): Lease[] =>
  blocks
    .filter((_, at) => opened[at]!.status === 'rejected')
    .flatMap(({ block, leased }) => leased.map(one => leaseOf(queue, block, one)))

// What cannot be read now must not stand in the way of what is behind it.
const unreadableMs = 30_000

async function giveBack(tools: Tools, queue: QueueRef, leases: readonly Lease[]): Promise<void> {
  await settle(
    tools,
    queue,
    leases.map(one => ({ ...undone(one, unreadableMs), ifLapsed: 'refuse' })),
  )
}
