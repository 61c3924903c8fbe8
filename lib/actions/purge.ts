import { Problem } from '../domain/problem.ts'
import { discard } from './discard.ts'
import { changeQueue } from './queueDocument.ts'
import type { Action } from './services.ts'

export type PurgeInput = {
  queue: string
  /** How long ago the last purge has to be, or PurgedRecently. */
  apartSeconds?: number | undefined
}

/** Drops every message: the queue goes on as a new generation, and receipts of the old one find theirs gone. */
export const purge: Action<PurgeInput, void> = async (services, { queue: name, apartSeconds = 0 }) => {
  const nowMs = services.clock.nowMs()
  const { before } = await changeQueue(services, name, 'any', queue => {
    if (nowMs - (queue.purgedAtMs ?? Number.NEGATIVE_INFINITY) < apartSeconds * 1000)
      throw new Problem('PurgedRecently')
    return { generation: queue.generation + 1, purgedAtMs: nowMs }
  })
  await discard(services, before!)
}
