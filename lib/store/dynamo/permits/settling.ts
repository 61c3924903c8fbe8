import type { Message } from '../../../domain/message.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { Settlement, SettleOutcome } from '../../store.ts'
import { scopeOf } from '../keys.ts'
import { decodeHint } from '../receiptHint.ts'
import type { Tools } from '../tools.ts'
import { type Permit, permitText } from './permit.ts'
import type { Permits } from './permits.ts'

/** How messages of the queue are settled and found. */
type Ways = {
  settle: (tools: Tools, queue: QueueRef, settlements: readonly Settlement[]) => Promise<SettleOutcome[]>
  find: (tools: Tools, queue: QueueRef, id: string) => Promise<Message | undefined>
}

/** A settlement with the permit of its lease; of an extend, whether that lasts as long. */
type Held = { settlement: Settlement; permit?: Permit | undefined; hasPermit?: boolean | undefined }

const isLonger = (settlement: Settlement): boolean => settlement.kind === 'extend' && settlement.ms > 0

/**
 * Settles leases that have permits. A permit gets longer before its lease does, and is given back after that is over, so
 * that no lease runs without one whoever dies in between.
 */
export async function settleHeld(
  tools: Tools,
  queue: QueueRef,
  settlements: readonly Settlement[],
  { settle, find }: Ways,
): Promise<SettleOutcome[]> {
  const permits = await tools.permits.load()
  const scope = scopeOf(queue)
  // One time for both: the lease is to end where its permit does.
  const nowMs = tools.clock.nowMs()
  const held = await Promise.all(settlements.map(one => lengthened(permits, queue, one, nowMs)))
  const going = held.filter(({ hasPermit }) => hasPermit !== false)
  const settled = await settle(
    { ...tools, clock: { nowMs: () => nowMs, wakeAt: (...alarm) => tools.clock.wakeAt(...alarm) } },
    queue,
    going.map(({ settlement }) => settlement),
  )
  const outcomes = await Promise.all(
    held.map(one =>
      one.hasPermit === false
        ? outcomeOver(one.settlement, id => find(tools, queue, id))
        : settled[going.indexOf(one)]!,
    ),
  )
  await giveBack(permits, scope, lastOfEach(held, outcomes))
  return outcomes
}

/** A lease without a permit is over, whatever its message says. */
async function outcomeOver(
  { receipt }: Settlement,
  find: (id: string) => Promise<Message | undefined>,
): Promise<SettleOutcome> {
  const message = await find(receipt.id)
  if (message === undefined) return { kind: 'gone' }
  return { kind: message.delivery.token === receipt.token ? 'lapsed' : 'replaced' }
}

async function lengthened(permits: Permits, queue: QueueRef, settlement: Settlement, nowMs: number): Promise<Held> {
  const { receipt } = settlement
  const isOurs = receipt.queueUid === queue.uid && receipt.generation === queue.generation
  const permit = isOurs ? decodeHint(receipt.at).permit : undefined
  if (permit === undefined || settlement.kind !== 'extend' || !isLonger(settlement)) return { settlement, permit }
  return { settlement, permit, hasPermit: await permits.lengthen(scopeOf(queue), permit, nowMs + settlement.ms) }
}

/** Of those that name one lease the last that was done says how it stands, or else the last. */
function lastOfEach(held: readonly Held[], outcomes: readonly SettleOutcome[]): Ended[] {
  const last = new Map<string, Ended>()
  held.forEach(({ permit, ...one }, at) => {
    const outcome = outcomes[at]!
    const known = permit && last.get(permitText(permit))
    if (permit === undefined || (known?.outcome.kind === 'done' && outcome.kind !== 'done')) return
    last.set(permitText(permit), { ...one, permit, outcome })
  })
  return [...last.values()]
}

type Ended = Held & { permit: Permit; outcome: SettleOutcome }

function giveBack(permits: Permits, scope: string, ended: readonly Ended[]): Promise<void> {
  const over = ended.filter(isOver)
  return permits.giveBack(
    scope,
    over.map(({ permit }) => permit),
  )
}

/** What has lapsed by this clock may still run by another; its permit ends with it. */
function isOver({ settlement, outcome: { kind }, hasPermit }: Ended): boolean {
  if (kind === 'done') return !isLonger(settlement)
  return kind !== 'lapsed' && hasPermit !== false
}
