import { Problem } from '../domain/problem.ts'
import type { Action } from './services.ts'
import { useQueue } from './usedQueue.ts'
import { markFreed } from './wake.ts'

/** Takes a message out that nobody has leased; against a lease it loses with MessageInFlight. */
export const cancelMessage: Action<{ queue: string; id: string }, void> = async (services, { queue: name, id }) => {
  const { queue } = await useQueue(services, name)
  await markFreed(services, queue)
  const outcome = await services.store.change(queue, id, { kind: 'cancel' })
  if (outcome === 'leased') throw new Problem('MessageInFlight')
  if (outcome !== 'done') throw new Problem('MessageNotFound')
}
