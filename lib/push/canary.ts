import { ensureQueue } from '../actions/innerQueues.ts'
import { poll } from '../actions/poll.ts'
import { publish } from '../actions/publish.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import { defaultSettings, type QueueSettings } from '../domain/queue.ts'
import { canaryQueue } from '../domain/topic.ts'

const settings: QueueSettings = { ...defaultSettings, retentionSeconds: limits.canarySeconds }

/** Whether it is the queue of the canary, which goes nowhere: that it has come is all there is to it. */
export const isCanary = ({ name }: { name: string }): boolean => name === canaryQueue

/** Sends a message on the way that everything pushed takes, into a queue of our own, made by the first one. */
export async function sendCanary(services: Services): Promise<void> {
  await ensureQueue(services, canaryQueue, settings)
  const messages = [{ body: new Uint8Array(), kind: 'text' as const }]
  await publish(services, { queue: canaryQueue, messages }, new AbortController().signal)
}

// It comes once a minute, and is not waited for.
const leaseSeconds = 30

/** Takes what the canary has sent, and answers how many milliseconds each was on its way. */
export async function takeCanaries(services: Services): Promise<number[]> {
  const { store, clock } = services
  const order = { queue: canaryQueue, maxMessages: limits.messagesPerCallMax, waitSeconds: 0 }
  const { queue, messages } = await poll(
    services,
    { ...order, visibilityTimeoutSeconds: leaseSeconds },
    new AbortController().signal,
  )
  const onWayMs = messages.map(({ message }) => clock.nowMs() - message.envelope.sentAtMs)
  await store.settle(
    queue,
    messages.map(({ receipt }) => ({ kind: 'ack', receipt, ifLapsed: 'accept' })),
  )
  return onWayMs
}
