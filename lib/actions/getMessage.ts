import { expiresAtMs } from '../domain/judge.ts'
import type { Message } from '../domain/message.ts'
import { Problem } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import type { Action } from './services.ts'
import { useQueue } from './usedQueue.ts'

/** One message by its id, in whatever state, with no effect on it. What has expired is not found. */
export const getMessage: Action<{ queue: string; id: string }, { queue: Queue; message: Message }> = async (
  services,
  { queue: name, id },
) => {
  const { queue } = await useQueue(services, name)
  const message = await services.store.find(queue, id)
  if (message === undefined || expiresAtMs(message.envelope, queue.settings) <= services.clock.nowMs())
    throw new Problem('MessageNotFound')
  return { queue, message }
}
