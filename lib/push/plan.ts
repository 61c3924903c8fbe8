import type { PolledMessage } from '../actions/poll.ts'
import { isExhausted } from '../domain/deadLetterRule.ts'
import { attemptsBefore } from '../domain/origin.ts'
import type { Random } from '../domain/random.ts'
import { retryDelayMs } from '../domain/retryPolicy.ts'
import type { Aside, Settlement } from '../store/store.ts'
import type { Batch } from './batch.ts'
import type { Outcome } from './outcome.ts'
import { wordsFor } from './reason.ts'
import type { PushSource } from './source.ts'

/** What has become of a message: it is finished, it comes again, or it was the last try. `lost`: somebody else has it, or had it. */
export type Aftermath =
  | { kind: 'finished' | 'movedAside' | 'lost' }
  | { kind: 'later'; atMs: number }
  | { kind: 'dropped'; tries: number; reason: string }

/** How a message is settled, and what will have become of it then. */
export type Plan = { settlement: Settlement; after: Aftermath }

export type PlanContext = {
  batch: Batch
  aside: Aside | undefined
  /** For how long what was refused rests. */
  restMs: number
  nowMs: number
  random: Random
}

/** Tries in all, the one that has just failed included. */
const triesOf = ({ message: { envelope, delivery } }: PolledMessage): number =>
  delivery.attempts + 1 - attemptsBefore(envelope)

/** Whether there is no other try after the one that has just failed. */
export function isLastTry({ source, queue }: Batch, polled: PolledMessage): boolean {
  const { deadLetter } = queue.settings
  const tried = { attempts: triesOf(polled) }
  if (source.attemptsMax !== undefined) return isExhausted(tried, { attemptsMax: source.attemptsMax })
  const { attemptsMax } = polled.message.envelope
  return deadLetter !== undefined && isExhausted({ ...tried, attemptsMax }, deadLetter)
}

/** What was delivered is finished, also where its lease has run out meanwhile and nobody else has it. */
export const finished = ({ receipt }: Pick<PolledMessage, 'receipt'>): Plan => ({
  settlement: { kind: 'ack', receipt, ifLapsed: 'accept' },
  after: { kind: 'finished' },
})

export function planFor(context: PlanContext, polled: PolledMessage, outcome: Outcome): Plan {
  if (outcome.kind === 'delivered') return finished(polled)
  if (outcome.kind === 'throttled') return back(context, polled, { delayMs: context.restMs, countAttempt: true })
  const reason = wordsFor(context.batch.source.to, outcome.reason)
  const isLast = isLastTry(context.batch, polled)
  return (isLast ? givenUp(context, polled, reason) : undefined) ?? again(context, polled, reason)
}

type Back = { delayMs: number; countAttempt: true | 'now'; reason?: string }

const back = ({ nowMs }: PlanContext, { receipt }: PolledMessage, how: Back): Plan => ({
  settlement: { kind: 'release', receipt, ifLapsed: 'refuse', ...how },
  after: { kind: 'later', atMs: nowMs + how.delayMs },
})

function again(context: PlanContext, polled: PolledMessage, reason: string): Plan {
  const { source } = context.batch
  const retry = retryOf(source, polled)
  return back(context, polled, {
    delayMs: retryDelayMs(retry, triesOf(polled), context.random),
    countAttempt: 'now',
    reason,
  })
}

/** A subscription says how often; elsewhere a message may bring a policy of its own. */
const retryOf = ({ to, retry }: PushSource, { message }: PolledMessage) =>
  to.kind === 'trigger' ? (message.envelope.retry ?? retry) : retry

/** Undefined: while the dead-letter queue is away there are more tries. */
function givenUp({ batch, aside }: PlanContext, polled: PolledMessage, text: string): Plan | undefined {
  const { receipt } = polled
  if (aside !== undefined) {
    const by = batch.source.to.kind === 'trigger' ? 'rejected' : 'nacked'
    const how = { ifLapsed: 'refuse', countAttempt: 'now', by, text } as const
    return { settlement: { kind: 'moveAside', aside, receipt, ...how }, after: { kind: 'movedAside' } }
  }
  if (batch.queue.settings.deadLetter !== undefined) return undefined
  return { ...finished(polled), after: { kind: 'dropped', tries: triesOf(polled), reason: text } }
}
