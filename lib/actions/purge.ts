import { discard } from './discard.ts'
import { changeQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

/** Drops every message: the queue goes on as a new generation, and receipts of the old one find theirs gone. */
export const purge: Action<{ queue: string }, void> = async (services, { queue: name }) => {
  const { before } = await changeQueue(services, name, 'any', queue => ({ generation: queue.generation + 1 }))
  await discard(services, before!)
}
