import { rulesOf } from '../actions/deadLetters.ts'
import type { Services } from '../actions/services.ts'
import { isExhausted } from '../domain/deadLetterRule.ts'
import { limits } from '../domain/limits.ts'
import { attemptsBefore } from '../domain/origin.ts'
import type { Queue } from '../domain/queue.ts'
import { retryDelayMs } from '../domain/retryPolicy.ts'
import { pushQueueSettings } from '../domain/subscription.ts'
import type { Leased } from '../store/store.ts'
import type { PushSource } from './source.ts'

/** A delivery that failed. `isMarked`: nobody waits at the queue, so it has to be marked when the message comes again. */
export type Failure = { source: PushSource; queue: Queue; leased: Leased; reason: string; isMarked: boolean }

/** What has become of it: it comes again, or it was the last try. */
export type Aftermath = { kind: 'later'; atMs: number } | { kind: 'movedAside' } | { kind: 'dropped'; tries: number }

/** What was delivered is finished, also where its lease has run out meanwhile and nobody else has it. */
export async function finish({ store }: Services, queue: Queue, { receipt }: Leased): Promise<void> {
  await store.settle(queue, [{ kind: 'ack', receipt, ifLapsed: 'accept' }])
}

/**
 * Gives back what could not be delivered, for as long as its source says; after the last try it is moved aside with the
 * reason, or finished where nothing else is wanted. While the dead-letter queue is away there are more tries.
 */
export async function giveBack(services: Services, given: Failure): Promise<Aftermath> {
  const failure = { ...given, queue: withRuleOf(given) }
  const { source, leased } = failure
  const { envelope, delivery } = leased.message
  const tried = { attempts: delivery.attempts, attemptsBefore: attemptsBefore(envelope) }
  const tries = tried.attempts - tried.attemptsBefore
  const givenUp = isExhausted(tried, source) ? await giveUp(services, failure, tries) : undefined
  return givenUp ?? retryLater(services, failure, tries)
}

async function retryLater(services: Services, failure: Failure, attempts: number): Promise<Aftermath> {
  const { source, queue, leased, reason, isMarked } = failure
  const delayMs = retryDelayMs(source.retry, attempts, services.random)
  const atMs = services.clock.nowMs() + delayMs
  // First, so that no crash comes in between.
  if (isMarked) await services.store.markDue(queue, atMs)
  const back = { kind: 'release', ifLapsed: 'refuse', delayMs, reason: cut(reason), countAttempt: true } as const
  await services.store.settle(queue, [{ ...back, receipt: leased.receipt }])
  return { kind: 'later', atMs }
}

async function giveUp(
  services: Services,
  { queue, leased, reason }: Failure,
  tries: number,
): Promise<Aftermath | undefined> {
  const { receipt } = leased
  const { aside } = await rulesOf(services, queue)
  if (aside === undefined) {
    if (queue.settings.deadLetter !== undefined) return undefined
    await finish(services, queue, leased)
    return { kind: 'dropped', tries }
  }
  await services.store.settle(queue, [{ kind: 'moveAside', aside, receipt, ifLapsed: 'refuse', text: cut(reason) }])
  await aside.markExpiries(services)
  return { kind: 'movedAside' }
}

/** The queue with the dead-letter queue that its subscription names by now, of which the queue itself may not know yet. */
function withRuleOf({ source, queue }: Failure): Queue {
  const { deadLetter } = pushQueueSettings(source.to.subscription.settings)
  return deadLetter === undefined ? queue : { ...queue, settings: { ...queue.settings, deadLetter } }
}

/** To what is kept beside a message; the half of a character at the end goes too. */
const cut = (reason: string): string =>
  new TextDecoder().decode(Buffer.from(reason).subarray(0, limits.nackReasonBytesMax), { stream: true })
