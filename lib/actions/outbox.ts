import type { Envelope } from '../domain/envelope.ts'
import { limits } from '../domain/limits.ts'
import type { Queue } from '../domain/queue.ts'
import type { Subscription, Topic } from '../domain/topic.ts'
import type { PublishResult, RequestKey, Settlement } from '../store/store.ts'
import { deliver } from './deliverCopy.ts'
import { putIn } from './publish.ts'
import type { LoadedQueue } from './queueDocument.ts'
import type { Services } from './services.ts'

// Deliveries of one publish that are under way at the same time.
const atOnceMax = 16

/** Puts messages with copies still to be made into the outbox, where nobody looks at them before the publisher's time is over. */
export async function keepInOutbox(
  services: Services,
  outbox: LoadedQueue,
  envelopes: readonly Envelope[],
  request?: RequestKey,
): Promise<PublishResult[]> {
  const readyAtMs = services.clock.nowMs() + limits.fanOutSeconds * 1000
  // Before the write: who dies after it is followed by somebody who knows where to look.
  await services.store.markDue(outbox.queue, readyAtMs)
  return putIn(
    services,
    outbox,
    envelopes.map(envelope => ({ ...envelope, readyAtMs })),
    request,
  )
}

/** A message of the outbox, by its id there. */
export type Outgoing = { id: string; envelope: Envelope }

/**
 * Makes the copies that are pending, each subscription by itself, and answers for each message which of them are pending
 * still: those that could be kept nowhere just now. Those of subscriptions that are gone are not.
 */
export async function makeCopies(
  services: Services,
  topic: Topic,
  outgoing: readonly Outgoing[],
): Promise<Map<Outgoing, string[]>> {
  const left = new Map<Outgoing, string[]>(outgoing.map(one => [one, []]))
  const copy = async (subscription: Subscription): Promise<void> => {
    const wanted = outgoing.filter(({ envelope }) => envelope.topic?.pending?.includes(subscription.uid))
    if (wanted.length === 0) return
    const envelopes = wanted.map(({ envelope }) => envelope)
    const results = await deliver(services, { topic, subscription }, envelopes).catch(() => [])
    for (const [index, one] of wanted.entries())
      if (results[index]?.kind !== 'stored') left.get(one)!.push(subscription.uid)
  }
  const waiting = topic.subscriptions.values()
  const work = async (): Promise<void> => {
    for (const subscription of waiting) await copy(subscription)
  }
  await Promise.all(Array.from({ length: atOnceMax }, work))
  return left
}

/** Says that nothing is pending of these, which nobody has been handed since they were put there. */
export const finished = ({ uid, generation }: Queue, ids: readonly string[]): Settlement[] =>
  ids.map(id => ({
    kind: 'ack',
    ifLapsed: 'refuse',
    receipt: { queueUid: uid, generation, id, token: '', attempts: 0, firstLeasedAtMs: 0, leasedAtMs: 0 },
  }))
