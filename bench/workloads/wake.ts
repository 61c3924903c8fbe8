import { setTimeout as pause } from 'node:timers/promises'
import type { Hand } from '../hands/hand.ts'
import { ack } from './drain.ts'
import type { Measure } from './measure.ts'

/** Long enough that the poll waits before the publish goes out: a publish that were first would measure another thing. */
const parkMs = 4

export type WakeBounds = { messagesMax: number; elapsedMsMax: number }

/**
 * One hand waits in a poll, the other publishes one message; measured is the time from the publish going out to the poll's
 * answer. Ends with the first of the bounds; the rate is that of messages one after the other, without the pauses.
 */
export async function wakePhase(waiter: Hand, publisher: Hand, bounds: WakeBounds): Promise<Measure> {
  const latenciesMs: number[] = []
  const untilMs = performance.now() + bounds.elapsedMsMax
  while (latenciesMs.length < bounds.messagesMax && performance.now() < untilMs) {
    latenciesMs.push(await wakeOnce(waiter, publisher))
  }
  const elapsedMs = latenciesMs.reduce((sum, ms) => sum + ms, 0)
  return { messages: latenciesMs.length, elapsedMs, latenciesMs: { 'publish to receive': latenciesMs } }
}

async function wakeOnce(waiter: Hand, publisher: Hand): Promise<number> {
  const waiting = waiter.pollWaiting().then(receipts => ({ receipts, atMs: performance.now() }))
  await pause(parkMs)
  const sentAtMs = performance.now()
  const published = publisher.publish(1)
  const { receipts, atMs } = await waiting
  await published
  if (receipts.length !== 1) throw new Error(`A poll that waits brought ${receipts.length} messages instead of 1`)
  await ack(waiter, receipts, [])
  return atMs - sentAtMs
}
