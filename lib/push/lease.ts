import { type PolledMessage, poll } from '../actions/poll.ts'
import type { Services } from '../actions/services.ts'
import { isSameGeneration } from '../actions/usedQueue.ts'
import { limits } from '../domain/limits.ts'
import { isOrdered } from '../domain/ordered.ts'
import type { Queue } from '../domain/queue.ts'
import { takenBack } from '../store/takenBack.ts'

export type LeaseOrder = {
  queue: string
  /** 1 or more. */
  messages: number
  /** 1 to 100. */
  batchSize: number
  waitSeconds: number
  maxInFlight?: number | undefined
}

/** What was leased together, of one generation of the queue. */
export type Lease = { queue: Queue; messages: readonly PolledMessage[] }

/**
 * Leases up to so many messages, without counting that as a try: what is there is looked for by several polls at once where the first found
 * all it could carry. Of an ordered queue only as many as fit into one batch, so that nothing of a group overtakes.
 */
export async function lease(services: Services, order: LeaseOrder, signal: AbortSignal): Promise<Lease> {
  const ordered = isOrdered({ name: order.queue })
  const wanted = ordered ? Math.min(order.messages, order.batchSize) : order.messages
  const ask = (messages: number, waitSeconds: number) =>
    poll(services, { ...pollOf(order), maxMessages: Math.min(messages, pollMax), waitSeconds }, signal)
  const first = await ask(wanted, order.waitSeconds)
  if (ordered || wanted <= pollMax || first.messages.length < pollMax) return first
  const rest = Array.from({ length: Math.ceil(wanted / pollMax) - 1 }, (_, at) => wanted - (at + 1) * pollMax)
  const more = await Promise.allSettled(rest.map(left => ask(left, 0)))
  const found = more.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  return joined(services, first, found)
}

const pollMax = limits.messagesPerCallMax

const pollOf = ({ queue, maxInFlight }: LeaseOrder) => ({
  queue,
  maxInFlight,
  visibilityTimeoutSeconds: limits.pushLeaseSeconds,
  countsAttempt: false,
})

/** What belongs to a queue that was purged in between goes back: it is leased again as what it is. */
async function joined({ store }: Services, first: Lease, more: readonly Lease[]): Promise<Lease> {
  for (const other of more.filter(({ queue }) => !isSameGeneration(queue, first.queue)))
    await store.settle(
      other.queue,
      other.messages.map(({ receipt }) => takenBack(receipt, 0, false)),
    )
  const same = more.filter(({ queue }) => isSameGeneration(queue, first.queue))
  return { queue: first.queue, messages: [first, ...same].flatMap(({ messages }) => messages) }
}
