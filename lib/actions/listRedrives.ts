import type { Redrive } from '../domain/redrive.ts'
import { loadQueue } from './queueDocument.ts'
import { redrivesOf } from './redriveDocument.ts'
import type { Action } from './services.ts'

/** The redrive of a queue that is under way and the last that are over, the latest first. */
export const listRedrives: Action<{ queue: string }, Redrive[]> = async (services, { queue: name }) => {
  const { queue } = await loadQueue(services, name)
  return redrivesOf(services, queue.uid)
}
