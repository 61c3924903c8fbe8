import type { QueueRef } from '../../../domain/queue.ts'
import type { Settlement, SettleOutcome } from '../../store.ts'
import { scopeOf } from '../keys.ts'
import { decodeHint } from '../receiptHint.ts'
import type { Tools } from '../tools.ts'
import { type Permit, permitText } from './permit.ts'
import type { Permits } from './permits.ts'

type Settle = (tools: Tools, queue: QueueRef, settlements: readonly Settlement[]) => Promise<SettleOutcome[]>

/** A settlement with the permit of its lease, and how that stood before. */
type Held = { settlement: Settlement; permit?: Permit | undefined; before?: 'done' | 'longer' | 'over' | undefined }

const isLonger = (settlement: Settlement): boolean => settlement.kind === 'extend' && settlement.ms > 0

/**
 * Settles leases that have permits. A permit gets longer before its lease does, and is given back after that is over, so
 * that no lease runs without one whoever dies in between.
 */
export async function settleHeld(
  tools: Tools,
  queue: QueueRef,
  settlements: readonly Settlement[],
  settle: Settle,
): Promise<SettleOutcome[]> {
  const permits = await tools.permits.load()
  const scope = scopeOf(queue)
  // One time for both: the lease is to end where its permit does.
  const nowMs = tools.clock.nowMs()
  const held = await Promise.all(settlements.map(one => lengthened(permits, queue, one, nowMs)))
  const going = held.filter(({ before }) => before !== 'over')
  const settled = await settle(
    { ...tools, clock: { nowMs: () => nowMs, wakeAt: (...alarm) => tools.clock.wakeAt(...alarm) } },
    queue,
    going.map(({ settlement }) => settlement),
  )
  const outcomes = held.map(one =>
    one.before === 'over' ? ({ kind: 'lapsed' } as const) : settled[going.indexOf(one)]!,
  )
  await giveBack(permits, scope, lastOfEach(held, outcomes))
  return outcomes
}

async function lengthened(permits: Permits, queue: QueueRef, settlement: Settlement, nowMs: number): Promise<Held> {
  const { receipt } = settlement
  const isOurs = receipt.queueUid === queue.uid && receipt.generation === queue.generation
  const permit = isOurs ? decodeHint(receipt.at).permit : undefined
  if (permit === undefined || settlement.kind !== 'extend' || !isLonger(settlement)) return { settlement, permit }
  return { settlement, permit, before: await permits.lengthen(scopeOf(queue), permit, nowMs + settlement.ms) }
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

async function giveBack(permits: Permits, scope: string, ended: readonly Ended[]): Promise<void> {
  const runs = ended.filter(({ outcome, settlement }) => outcome.kind === 'done' && isLonger(settlement))
  const over = ended.filter(one => !runs.includes(one) && one.before !== 'over')
  const shorter = runs.filter(({ before }) => before === 'longer')
  await Promise.all([
    permits.giveBack(
      scope,
      over.map(({ permit }) => permit),
    ),
    ...shorter.map(({ permit, outcome }) => permits.shorten(scope, permit, untilMsOf(outcome))),
  ])
}

const untilMsOf = (outcome: SettleOutcome): number => (outcome.kind === 'done' ? (outcome.untilMs ?? 0) : 0)
