import type { Envelope } from '../domain/envelope.ts'
import { expiresAtMs, toCandidate } from '../domain/judge.ts'
import { type Message, stateOf } from '../domain/message.ts'
import { isForParking } from '../domain/parking.ts'
import type { Queue } from '../domain/queue.ts'
import type { Leased } from '../store/store.ts'
import { takenBack } from '../store/takenBack.ts'
import type { Services } from './services.ts'

/**
 * What is to be handed out of what a poll has leased. A message whose attempts are over is given back until it expires, and
 * what was leased behind it in its group at once; neither counts. Of a poll with an `attemptId` all the rest is given back
 * too, to be looked for anew: its repetition has to find what it answers as the store handed it out.
 */
export async function parkTried(
  { store, clock }: Services,
  queue: Queue,
  leased: readonly Leased[],
  { attemptId, countsAttempt = true }: { attemptId?: string | undefined; countsAttempt?: boolean | undefined },
): Promise<readonly Leased[]> {
  const tried = leased.filter(one => isTried(one, queue, countsAttempt ? 1 : 0))
  if (tried.length === 0) return leased
  const isBehind = ({ message: { envelope, sequence } }: Leased): boolean =>
    tried.some(({ message: head }) => head.envelope.groupId === envelope.groupId && head.sequence! < sequence!)
  const back = leased.filter(one => attemptId !== undefined || tried.includes(one) || isBehind(one))
  const delayMs = ({ message: { envelope } }: Leased): number =>
    Math.max(0, expiresAtMs(envelope, queue.settings) - clock.nowMs())
  await store.settle(
    queue,
    back.map(one => takenBack(one.receipt, tried.includes(one) ? delayMs(one) : 0, countsAttempt)),
  )
  return leased.filter(one => !back.includes(one))
}

/** `counted`: the hand-overs that the lease itself has added. */
const isTried = ({ message: { envelope, delivery } }: Leased, { settings }: Queue, counted: number): boolean =>
  isForParking(toCandidate(envelope, { attempts: delivery.attempts - counted }), settings)

/**
 * When a parked message comes after an edit that says nothing of time: at once if nothing holds it any more, be it that it got
 * more attempts or that the queue's number has changed; else when it expires, which may be sooner now. Undefined for others.
 */
export function unparkedAtMs(
  { envelope: before, delivery }: Message,
  envelope: Envelope,
  { settings }: Queue,
  nowMs: number,
): number | undefined {
  if (settings.ordered === undefined || stateOf(delivery, nowMs) !== 'delayed') return undefined
  const isUntilItsEnd = delivery.visibleAtMs >= expiresAtMs(before, settings)
  if (!isUntilItsEnd && !isForParking(toCandidate(before, delivery), settings)) return undefined
  const isStillTried = isForParking(toCandidate(envelope, delivery), settings)
  return isStillTried ? Math.min(delivery.visibleAtMs, expiresAtMs(envelope, settings)) : nowMs
}
