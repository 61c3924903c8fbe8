import { expiresAtMs, type Judge, judge } from '../domain/judge.ts'
import { limits } from '../domain/limits.ts'
import { isOrdered } from '../domain/ordered.ts'
import { invalid, Problem } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import { type Receipt, sealReceipt } from '../domain/receipt.ts'
import { extrasOf } from '../domain/receiptExtras.ts'
import type { Leased } from '../store/store.ts'
import { takenBack } from '../store/takenBack.ts'
import { markLeases, type Rules, rulesOf } from './deadLetters.ts'
import { parkTried } from './park.ts'
import { count, noteUse } from './queueCounts.ts'
import type { Action, Services } from './services.ts'
import { isSameGeneration, successorOf, useQueue } from './usedQueue.ts'

export type PollInput = {
  queue: string
  /** 1 to 16. */
  maxMessages: number
  /** 0 to 30; the queue's own when absent. */
  waitSeconds?: number | undefined
  /** 0 to 43,200; the queue's own when absent. */
  visibilityTimeoutSeconds?: number | undefined
  /** The most that all messages together may add to an answer, by `answerBytes`; one message always comes. */
  maxBytes?: number | undefined
  /** As many leases of the queue at the same time, whoever holds them, where its own limit is not lower. */
  maxInFlight?: number | undefined
  /** False: a hand-over is not counted as an attempt. Who is handed messages counts them once it has tried. Default true. */
  countsAttempt?: boolean | undefined
  /** On ordered queues: the caller's own name for this poll. A repetition within five minutes answers the same messages. */
  attemptId?: string | undefined
}

export type PolledMessage = Leased & { receiptText: string }
export type PollOutput = { queue: Queue; messages: PolledMessage[] }

// In a row, with no wait between them; each but the first comes after five seconds at least.
const looksAgainMax = 4

/**
 * Leases what is visible, and waits for something to turn up where there is nothing. The wait ends at once when a
 * message becomes visible, when the queue is deleted (QueueNotFound) or when the caller is gone: then nothing stays
 * leased for nobody.
 */
export const poll: Action<PollInput, PollOutput> = async (services, input, signal) => {
  const { store, wall } = services
  let used = await useQueue(services, input.queue)
  if (input.attemptId !== undefined && !isOrdered(used.queue)) throw invalid(attemptOnStandard)
  const untilWallMs = wall.nowMs() + (input.waitSeconds ?? used.queue.settings.waitSeconds) * 1000
  let looksAgain = 0
  for (;;) {
    const { queue } = used
    const rules = await rulesOf(services, queue)
    const noted = noteUse(services, queue)
    const found = queue.paused ? [] : await lease(services, queue, rules, input)
    await noted
    const leased = await parkTried(services, queue, found, input).catch(error =>
      giveBackAndThrow(services, queue, found, input, error),
    )
    const giveUp = (error: unknown) => giveBackAndThrow(services, queue, leased, input, error)
    await markLeases(services, queue, rules, leased).catch(giveUp)
    // The last that is asked before there is an answer: nothing may come between that makes it old.
    const successor = await successorOf(services, used).catch(giveUp)
    used = successor ?? used
    if (!isSameGeneration(used.queue, queue)) continue
    // Also after an abort there is a look first: the wake that ended the wait must not be lost on the other waiters.
    if (leased.length > 0 && signal.aborted) return giveBack(services, queue, leased, input)
    const output = toOutput(services, queue, leased)
    if (output.messages.length > 0) return counted(services, output)
    // What was leased is parked by now, or has expired on its way here: that is no reason to say that there is nothing else.
    if (found.length > 0) continue
    // While it was asked how the queue stands, something may have turned up.
    if (successor !== undefined) {
      looksAgain += 1
      if (looksAgain > looksAgainMax) throw new Problem('StoreBusy')
      continue
    }
    if (signal.aborted || wall.nowMs() >= untilWallMs) return counted(services, { queue, messages: [] })
    const inFlightMax = inFlightMaxOf(queue, input)
    await store.wait(queue, { for: queue.paused ? 'change' : 'message', inFlightMax, untilWallMs, signal })
    used = await useQueue(services, input.queue)
    looksAgain = 0
  }
}

const attemptOnStandard = { path: ['attemptId'], detail: 'is only for ordered queues, whose names end in .fifo' }

function lease({ store }: Services, queue: Queue, { settings, aside }: Rules, input: PollInput): Promise<Leased[]> {
  const leaseMs = (input.visibilityTimeoutSeconds ?? queue.settings.visibilityTimeoutSeconds) * 1000
  const verdictOf: Judge = (candidate, nowMs) => judge(candidate, settings, leaseMs, nowMs)
  return store.poll(queue, {
    maxMessages: input.maxMessages,
    maxBytes: input.maxBytes ?? limits.answerBytesMax,
    attemptId: input.attemptId,
    inFlightMax: inFlightMaxOf(queue, input),
    judge: input.countsAttempt === false ? uncounted(verdictOf) : verdictOf,
    aside,
  })
}

const inFlightMaxOf = ({ settings: { maxInFlight } }: Queue, { maxInFlight: wanted }: PollInput): number | undefined =>
  maxInFlight !== undefined && wanted !== undefined ? Math.min(maxInFlight, wanted) : (maxInFlight ?? wanted)

const uncounted =
  (judge: Judge): Judge =>
  (candidate, nowMs) => {
    const verdict = judge(candidate, nowMs)
    return verdict.kind === 'lease' ? { ...verdict, attempts: candidate.attempts } : verdict
  }

// A nack is then answered from the receipt alone.
const withExtras = ({ receipt, message }: Leased): Receipt => ({ ...receipt, ...extrasOf(message.envelope) })

const toOutput = ({ keyring, clock }: Services, queue: Queue, leased: readonly Leased[]): PollOutput => ({
  queue,
  messages: leased
    .filter(({ message }) => expiresAtMs(message.envelope, queue.settings) > clock.nowMs())
    .map(one => ({ ...one, receiptText: sealReceipt(withExtras(one), keyring) })),
})

/** One that brought nothing counts too. */
function counted(services: Services, output: PollOutput): PollOutput {
  count(services, output.queue, { kind: 'received', messages: output.messages.length })
  return output
}

async function giveBack(
  { store }: Services,
  queue: Queue,
  leased: readonly Leased[],
  { countsAttempt }: PollInput,
): Promise<PollOutput> {
  await store.settle(
    queue,
    leased.map(({ receipt }) => takenBack(receipt, 0, countsAttempt)),
  )
  return { queue, messages: [] }
}

/** Nobody hears of what was leased: others may have it at once. */
async function giveBackAndThrow(
  services: Services,
  queue: Queue,
  leased: readonly Leased[],
  input: PollInput,
  error: unknown,
): Promise<never> {
  await giveBack(services, queue, leased, input).catch(() => {})
  throw error
}
