import { finishFanOut } from '../actions/finishFanOut.ts'
import { alignPushQueue, ownerOf, removeInner } from '../actions/innerQueues.ts'
import type { Services } from '../actions/services.ts'
import type { Queue } from '../domain/queue.ts'
import { canaryQueue, outboxPrefix, type Subscription, type Topic } from '../domain/topic.ts'
import { askForPush } from './askForPush.ts'

/** Whether what is in it has to be copied on, not pushed. */
export const isOutbox = ({ name }: Queue): boolean => name.startsWith(outboxPrefix)

/** Finishes what is left in an outbox, tells who pushes of a push queue, and removes queues of topics and subscriptions that are gone. False: it wants another look. */
export async function tendInner(services: Services, queue: Queue, untilWallMs: number): Promise<boolean> {
  if (queue.name === canaryQueue) {
    await askForPush(services, queue)
    return true
  }
  const { topic, subscription } = (await ownerOf(services, queue)) ?? {}
  if (topic === undefined) {
    await removeInner(services, queue.name)
    return true
  }
  if (subscription !== undefined) return tendPushQueue(services, topic, subscription, queue)
  for (;;) {
    const finished = await finishFanOut(services, queue)
    if (finished === 0 || finished === 'gone') return true
    if (services.wall.nowMs() >= untilWallMs) return false
  }
}

/**
 * Should who changed its subscription have died before changing the queue, it has been going by an old rule, and may be for a
 * few seconds more: nothing is to be swept or pushed by that.
 */
async function tendPushQueue(
  services: Services,
  { name }: Topic,
  subscription: Subscription,
  queue: Queue,
): Promise<boolean> {
  if (await alignPushQueue(services, name, subscription)) return false
  await askForPush(services, queue)
  return true
}
