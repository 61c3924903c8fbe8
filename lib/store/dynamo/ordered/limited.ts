import type { QueueRef } from '../../../domain/queue.ts'
import type { PollOrder } from '../../store.ts'
import { scopeOf } from '../keys.ts'
import type { Permit } from '../permits/permit.ts'
import type { Tools } from '../tools.ts'
import { type Choice, chooseAll } from './choose.ts'
import type { Line, Standing } from './line.ts'

/** What may be leased, each with its permit, and whether there was no permit for any of it. */
export type Permitted = { choices: Choice[]; isFull: boolean }

/**
 * Takes permits for what a poll has chosen, one a message, before any of it is leased; where there are fewer, it chooses as
 * many. All by one time: a lease is to end where its permit does.
 */
export async function permitted(
  { permits }: Tools,
  queue: QueueRef,
  lines: readonly Line[],
  wanted: readonly Choice[],
  order: PollOrder,
  nowMs: number,
): Promise<Permitted> {
  const endsMs = wanted.flatMap(({ picks }) => picks.map(({ verdict }) => verdict.untilMs)).filter(ms => ms > nowMs)
  if (endsMs.length === 0) return { choices: [...wanted], isFull: false }
  const taken = await (await permits.load()).take(scopeOf(queue), order.inFlightMax!, endsMs)
  const choices = chooseAll(lines, { ...order, maxMessages: Math.min(order.maxMessages, taken.length) }, nowMs)
  const left = [...taken]
  for (const { picks } of choices)
    for (const pick of picks) if (pick.verdict.untilMs > nowMs) pick.permit = left.shift()
  await giveBack(permits, queue, left)
  return { choices, isFull: taken.length === 0 }
}

/** Gives back what others were faster with; where nobody knows what became of a lease its permits stay. */
export async function giveBackUnused(
  { permits }: Tools,
  queue: QueueRef,
  choices: readonly Choice[],
  outcomes: readonly PromiseSettledResult<{ held: readonly Standing[] }>[],
): Promise<void> {
  const unused = choices.flatMap(({ picks }, at) => {
    const outcome = outcomes[at]!
    if (outcome.status === 'rejected') return []
    const isUsed = ({ standing }: (typeof picks)[number]): boolean => outcome.value.held.includes(standing)
    return picks.filter(pick => !isUsed(pick)).flatMap(({ permit }) => permit ?? [])
  })
  await giveBack(permits, queue, unused)
}

async function giveBack(permits: Tools['permits'], queue: QueueRef, unused: readonly Permit[]): Promise<void> {
  if (unused.length > 0) await (await permits.load()).giveBack(scopeOf(queue), unused)
}
