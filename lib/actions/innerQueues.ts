import { isDeepStrictEqual } from 'node:util'
import { newId } from '../domain/id.ts'
import { limits } from '../domain/limits.ts'
import { Problem } from '../domain/problem.ts'
import { defaultSettings, type Queue, type QueueSettings } from '../domain/queue.ts'
import { pushQueueSettings } from '../domain/subscription.ts'
import { innerOwner, outboxName, pushQueueName, type Subscription, type Topic } from '../domain/topic.ts'
import { discard } from './discard.ts'
import { changeQueue, findQueue, type LoadedQueue, loadQueue, removeQueue, saveQueue } from './queueDocument.ts'
import { markRuleChange } from './ruleMarks.ts'
import type { Services } from './services.ts'
import { findTopic } from './topicDocument.ts'

// They are made when something is put into them for the first time, so that a topic and each of its subscriptions is
// there, or not, by one write. Who comes late may make one for what is gone already: whoever finds it removes it.

const configMsMax = limits.configSecondsMax * 1000

const outboxSettings: QueueSettings = { ...defaultSettings, retentionSeconds: limits.retentionSecondsMax }

/** The outbox of a topic. */
export const outboxOf = (services: Services, topic: Topic): Promise<LoadedQueue> =>
  ensureQueue(services, outboxName(topic), outboxSettings)

/** The push queue of a subscription, which may be known here as it was a while ago. */
export const pushQueueOf = (services: Services, topic: string, subscription: Subscription): Promise<LoadedQueue> =>
  ensureQueue(services, pushQueueName(topic, subscription), pushQueueSettings(subscription.settings), () =>
    alignPushQueue(services, topic, subscription),
  )

/** A queue of our own, made where there is none; `align` is what there is to do for a new one. */
export async function ensureQueue(
  services: Services,
  name: string,
  settings: QueueSettings,
  align?: () => Promise<unknown>,
): Promise<LoadedQueue> {
  const found = await findQueue(services, name, configMsMax)
  // One that an older version made may not say that it wakes.
  if (found?.queue.wakes) return found
  const nowMs = services.clock.nowMs()
  const uid = newId(services.random)
  const times = { createdAtMs: nowMs, updatedAtMs: nowMs }
  await saveQueue(services, name, 'any', existing => ({
    ...(existing ?? { name, uid, generation: 1, settings, paused: false, ...times }),
    wakes: true,
  }))
  // Whoever changed the subscription before there was a queue had nothing to align.
  await align?.()
  return loadQueue(services, name)
}

/**
 * Gives a push queue, where there is one yet, the settings that follow from those of its subscription as that stands:
 * whether it had others.
 */
export async function alignPushQueue(
  services: Services,
  topic: string,
  identity: Pick<Subscription, 'name' | 'uid'>,
): Promise<boolean> {
  const name = pushQueueName(topic, identity)
  const found = await findQueue(services, name)
  if (found === undefined) return false
  const { subscription } = (await ownerOf(services, { name })) ?? {}
  if (subscription === undefined) return false
  const settings = pushQueueSettings(subscription.settings)
  if (isDeepStrictEqual(found.queue.settings, settings)) return false
  await markRuleChange(services, await changeQueue(services, name, 'any', () => ({ settings })))
  return true
}

/** Whose the queue is, as of up to `maxAgeMs` ago; undefined where that is gone. */
export async function ownerOf(
  services: Services,
  { name }: Pick<Queue, 'name'>,
  maxAgeMs?: number,
): Promise<{ topic: Topic; subscription?: Subscription } | undefined> {
  const owner = innerOwner(name)
  const found = owner && (await findTopic(services, owner.topic, maxAgeMs))
  if (found === undefined) return undefined
  const { topic } = found
  if (owner?.subscription === undefined) return topic.uid === owner?.uid ? { topic } : undefined
  const subscription = topic.subscriptions.find(({ uid }) => uid === owner.uid)
  return subscription && { topic, subscription }
}

/** Removes a queue of our own with what is in it, where it is there. Throws what stands in the way of that. */
export async function removeInner(services: Services, name: string): Promise<void> {
  try {
    await discard(services, await removeQueue(services, name, 'any'))
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'QueueNotFound')) throw error
  }
}

/** The same for what is marked for removal: should the store refuse it now, whoever finds the mark does it. */
export async function removeMarked(services: Services, names: readonly string[]): Promise<void> {
  for (const name of names)
    await removeInner(services, name).catch(error => {
      if (!(error instanceof Problem)) throw error
    })
}

/** Should they not be removed with what they are of, whoever looks after what falls due finds them. */
export async function markForRemoval(services: Services, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const found = await findQueue(services, name)
    if (found !== undefined) await services.store.markDue(found.queue, services.clock.nowMs())
  }
}

/** All that a topic has of them. */
export const innerQueuesOf = (topic: Topic): string[] => [
  outboxName(topic),
  ...topic.subscriptions.map(subscription => pushQueueName(topic.name, subscription)),
]
