import type { Envelope } from '../domain/envelope.ts'
import { judge } from '../domain/judge.ts'
import { limits } from '../domain/limits.ts'
import type { Queue } from '../domain/queue.ts'
import type { Topic } from '../domain/topic.ts'
import type { Leased, Settlement } from '../store/store.ts'
import { ownerOf, removeInner } from './innerQueues.ts'
import { keepInOutbox, makeCopies, type Outgoing } from './outbox.ts'
import type { Services } from './services.ts'

// Longer than a round of copies takes; so long after a crash nobody else goes on.
const leaseMs = 30_000

/**
 * Goes on with what is left in an outbox, a round of up to 16 messages: how many there were. What could not be copied to
 * some waits for another round, for those alone. `gone`: its topic is, and the outbox has been removed.
 */
export async function finishFanOut(services: Services, outbox: Queue): Promise<number | 'gone'> {
  const owner = await ownerOf(services, outbox)
  if (owner === undefined) {
    await removeInner(services, outbox.name)
    return 'gone'
  }
  const { store, clock } = services
  const leased = await store.poll(outbox, {
    maxMessages: limits.messagesPerCallMax,
    maxBytes: limits.answerBytesMax,
    judge: (candidate, nowMs) => judge(candidate, outbox.settings, leaseMs, nowMs),
  })
  if (leased.length === 0) return 0
  // Should this round die, they come again when nobody else may be looking.
  await store.markDue(outbox, clock.nowMs() + leaseMs)
  await store.settle(outbox, await settled(services, outbox, owner.topic, leased))
  return leased.length
}

async function settled(
  services: Services,
  outbox: Queue,
  topic: Topic,
  leased: readonly Leased[],
): Promise<Settlement[]> {
  const outgoing = new Map<Outgoing, Leased>(leased.map(one => [one.message, one]))
  const left = await makeCopies(services, topic, [...outgoing.keys()])
  const rest = [...left].filter(([, pending]) => pending.length > 0)
  const isKept = await keptAnew(services, outbox, rest.map(withRest))
  return leased.map(({ message, receipt }): Settlement => {
    const isDone = left.get(message)!.length === 0 || isKept
    if (isDone) return { kind: 'ack', receipt, ifLapsed: 'accept' }
    return { kind: 'release', receipt, ifLapsed: 'refuse', delayMs: leaseMs, countAttempt: true }
  })
}

const withRest = ([{ envelope }, pending]: [Outgoing, string[]]): Envelope => ({
  ...envelope,
  topic: { ...envelope.topic!, pending },
})

/** Whether all of them stand in the outbox anew, for what is left of them. */
async function keptAnew(services: Services, queue: Queue, envelopes: readonly Envelope[]): Promise<boolean> {
  if (envelopes.length === 0) return true
  try {
    const results = await keepInOutbox(services, { queue, version: 0, asOfMs: services.wall.nowMs() }, envelopes)
    return results.every(({ kind }) => kind === 'stored')
  } catch {
    return false
  }
}
