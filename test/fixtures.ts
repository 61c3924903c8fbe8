import { VirtualClock } from '../lib/clock.ts'
import type { Envelope } from '../lib/domain/envelope.ts'
import { newId } from '../lib/domain/id.ts'
import { type Judge, judge } from '../lib/domain/judge.ts'
import { defaultSettings, type QueueRef, type QueueSettings } from '../lib/domain/queue.ts'
import type { Receipt } from '../lib/domain/receipt.ts'
import { seededRandom } from '../lib/random.ts'
import type { PollOrder, Settlement } from '../lib/store/store.ts'

/** Where virtual time starts: a round number, so that failures are easy to read. */
export const startMs = Date.UTC(2026, 0, 1)

const ids = seededRandom(1)

export const aQueue = (name = 'orders'): QueueRef => ({ name, uid: newId(ids), generation: 1 })

export const anOrderedQueue = (name = 'orders.fifo'): QueueRef => aQueue(name)

/** A receipt with all that every receipt says. */
export const aReceipt: Receipt = {
  queueUid: '00112233-4455-8677-8899-aabbccddeeff',
  generation: 3,
  id: 'ffeeddcc-bbaa-8998-8776-554433221100',
  token: 'abcdEF-_',
  attempts: 2,
  firstLeasedAtMs: 1_767_225_600_000,
  leasedAtMs: 1_767_225_605_000,
}

type EnvelopeWish = Partial<Omit<Envelope, 'body'>> & { body?: string | Uint8Array; delayMs?: number }

/** An envelope sent at the start of virtual time unless told otherwise. */
export function anEnvelope({ body = 'hello', delayMs = 0, ...wish }: EnvelopeWish = {}): Envelope {
  const sentAtMs = wish.sentAtMs ?? startMs
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return { kind: 'text', attributes: {}, sentAtMs, readyAtMs: sentAtMs + delayMs, ...wish, body: bytes }
}

export const aJudge =
  (leaseMs = 30_000, settings: QueueSettings = defaultSettings): Judge =>
  (candidate, nowMs) =>
    judge(candidate, settings, leaseMs, nowMs)

type PollWish = Partial<PollOrder> & { leaseMs?: number; settings?: QueueSettings }

export const aPoll = ({ leaseMs, settings, ...wish }: PollWish = {}): PollOrder => ({
  maxMessages: 10,
  maxBytes: 5 * 1024 * 1024,
  judge: aJudge(leaseMs, settings),
  ...wish,
})

export const anAck = (receipt: Settlement['receipt'], ifLapsed: Settlement['ifLapsed'] = 'accept'): Settlement => ({
  kind: 'ack',
  receipt,
  ifLapsed,
})

export const aRelease = (receipt: Settlement['receipt'], delayMs = 0, reason?: string): Settlement => ({
  kind: 'release',
  receipt,
  ifLapsed: 'accept',
  delayMs,
  reason,
  countAttempt: true,
})

export const anExtend = (receipt: Settlement['receipt'], ms: number): Settlement => ({
  kind: 'extend',
  receipt,
  ifLapsed: 'accept',
  ms,
})

export const text = (body: Uint8Array): string => Buffer.from(body).toString('utf8')

export const aContext = (seed = 7) => {
  const clock = new VirtualClock(startMs)
  const wall = new VirtualClock(startMs)
  return { clock, wall, random: seededRandom(seed) }
}
