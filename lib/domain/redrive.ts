import type { Attribute, Envelope } from './envelope.ts'
import { limits } from './limits.ts'
import type { Message } from './message.ts'
import { type Origin, withOrigin } from './origin.ts'
import type { QueueRef } from './queue.ts'

/** What is wished of a redrive; what is left out binds nothing. */
export type RedriveWish = {
  /** The queue that messages go to; absent: each to the queue that it came from. */
  to?: string | undefined
  /** Only these: 1 to 100. */
  ids?: readonly string[] | undefined
  /** Only what came into the queue for this reason. */
  reason?: Origin['reason'] | undefined
  /** Only what has each of these attributes with this value, as text (binary: base64): at most ten. */
  attributes?: Readonly<Record<string, string>> | undefined
  /** 1 to 10,000; absent: as fast as it goes. */
  messagesPerSecond?: number | undefined
}

export type RedriveState = 'running' | 'cancelling' | 'completed' | 'cancelled' | 'failed'

/** Why a redrive ended early: the queue was purged or deleted, or there is no target any more. */
export type RedriveFailure = 'queueGone' | 'targetGone'

/** A redrive as it is stored, and how far it has come. */
export type Redrive = RedriveWish & {
  id: string
  queue: QueueRef
  state: RedriveState
  failure?: RedriveFailure | undefined
  /** Messages that were visible in the queue when it began: an estimate, and more than go where not all are to. */
  toMove: number
  /** At least so many were moved: a step whose end was not written down is not counted. */
  moved: number
  /** Wanted, and left where they are: there is nowhere for them to go. */
  skipped: number
  startedAtMs: number
  endedAtMs?: number | undefined
  /** Where the next step begins. */
  cursor?: string | undefined
  /** Of which second of the clock the rate was last used, and how far. */
  second?: { at: number; moved: number } | undefined
  /** Who works on it; for others only once that time of the wall has passed. */
  runner?: { by: string; untilMs: number } | undefined
}

export const isOver = ({ state }: Redrive): boolean => state !== 'running' && state !== 'cancelling'

/** How many messages may go now. */
export function allowance({ messagesPerSecond, second }: Redrive, nowMs: number): number {
  if (messagesPerSecond === undefined) return limits.redriveStepMessagesMax
  const used = second?.at === secondOf(nowMs) ? second.moved : 0
  return Math.min(limits.redriveStepMessagesMax, messagesPerSecond - used)
}

/** The use of the rate once so many more have gone. */
export function usedRate({ second }: Redrive, moved: number, nowMs: number): NonNullable<Redrive['second']> {
  const at = secondOf(nowMs)
  return { at, moved: moved + (second?.at === at ? second.moved : 0) }
}

const secondOf = (ms: number): number => Math.floor(ms / 1000)

const textOf = ({ value }: Attribute): string =>
  typeof value === 'string' ? value : Buffer.from(value).toString('base64')

/**
 * Whether a message is one of those to be moved. What came into the queue after the redrive had begun is not, nor what
 * this redrive has moved before: what fails again must not go round for ever.
 */
export function isWanted({ envelope }: Message, { queue, reason, attributes = {}, startedAtMs }: Redrive): boolean {
  const { origins = [] } = envelope
  const last = origins.at(-1)
  if ((last?.atMs ?? envelope.sentAtMs) > startedAtMs) return false
  const isAgain = origins.some(origin => isRedriven(origin, queue.name) && origin.atMs >= startedAtMs)
  if (isAgain || (reason !== undefined && last?.reason !== reason)) return false
  return Object.entries(attributes).every(([name, value]) => {
    const attribute = Object.hasOwn(envelope.attributes, name) ? envelope.attributes[name] : undefined
    return attribute !== undefined && textOf(attribute) === value
  })
}

const isRedriven = ({ queue, reason }: Origin, name: string): boolean => reason === 'redriven' && queue === name

/** The name of the queue that a message goes to; undefined where it came from none. */
export const targetOf = ({ envelope }: Message, { to }: RedriveWish): string | undefined =>
  to ?? envelope.origins?.at(-1)?.queue

/** What a message says where it is put: all that it said, where it was, and that its life in a queue begins anew. */
export function redriven({ id, envelope, delivery }: Message, from: string, nowMs: number): Envelope {
  const origins = withOrigin(envelope, { queue: from, reason: 'redriven', attempts: delivery.attempts, atMs: nowMs })
  return { ...envelope, origins, originId: id, retainedFromMs: nowMs }
}
