import { type Judge, toCandidate } from '../domain/judge.ts'
import { limits } from '../domain/limits.ts'
import type { Delivery, Message } from '../domain/message.ts'
import { type Handed, isUntouched } from '../domain/ordered.ts'
import type { Leased } from './store.ts'

/** What one poll handed out, and how long its attempt id is good for. */
export type Handout = { messages: Handed[]; untilMs: number }

export const handoutOf = (leased: readonly Leased[], untilMs: number): Handout => ({
  messages: leased.map(({ message: { id, delivery } }) => ({
    id,
    token: delivery.token,
    visibleAtMs: delivery.visibleAtMs,
  })),
  untilMs,
})

/** The end of an attempt id that comes for the first time now. */
export const attemptUntilMs = (nowMs: number): number => nowMs + limits.attemptSeconds * 1000

/** `leasesLeft`: how many leases more may run; without end where that is not said. */
export type Renewal = { judge: Judge; leasesLeft?: number }
export type Renewed<Held> = { held: Held; delivery: Delivery }

/**
 * What was handed out, with leases that begin again; undefined where somebody has touched one, or one has expired, or where more
 * of them have lapsed than may be leased anew.
 */
export function renewed<Held extends Omit<Message, 'id'>>(
  { messages }: Handout,
  find: (id: string) => Held | undefined,
  { judge, leasesLeft = Number.POSITIVE_INFINITY }: Renewal,
  nowMs: number,
): Renewed<Held>[] | undefined {
  const all = messages.map(handed => renew(handed, find(handed.id), judge, nowMs))
  if (!all.every(one => one !== undefined)) return undefined
  const lapsed = all.filter(({ held, delivery }) => held.delivery.visibleAtMs <= nowMs && delivery.visibleAtMs > nowMs)
  return lapsed.length <= leasesLeft ? all : undefined
}

function renew<Held extends Omit<Message, 'id'>>(
  handed: Handed,
  held: Held | undefined,
  judge: Judge,
  nowMs: number,
): Renewed<Held> | undefined {
  if (held === undefined || !isUntouched(held.delivery, handed)) return undefined
  // It is the same hand-over, so it is judged as it was before that was counted.
  const before = { ...held.delivery, attempts: held.delivery.attempts - 1 }
  const verdict = judge(toCandidate(held.envelope, before), nowMs)
  if (verdict.kind !== 'lease') return undefined
  return { held, delivery: { ...held.delivery, visibleAtMs: verdict.untilMs } }
}
