import { newToken } from '../../domain/id.ts'
import { Problem } from '../../domain/problem.ts'
import type { QueueRef } from '../../domain/queue.ts'
import type { Aside } from '../store.ts'
import { deliveryOf } from './block.ts'
import { dropBlock, leaseRequest } from './lease.ts'
import { moveAside } from './moveAside.ts'
import type { Survey } from './survey.ts'
import type { Tools } from './tools.ts'

// What cannot be read now must not stand in the way of what is behind it.
const unreadableMs = 30_000

/** What was cleared away of one block. */
export type Cleared = { dropped: number; movedAside: number }

/**
 * Moves aside what is to be moved aside in a block where nothing can be leased, or else drops what has expired. Whoever
 * changed it meanwhile wins, and the next look sees what is left.
 */
export async function clear(tools: Tools, queue: QueueRef, survey: Survey, aside: Aside | undefined): Promise<Cleared> {
  const { block, asides, drops } = survey
  if (asides.length === 0) {
    await dropBlock(tools, survey)
    return { dropped: drops.length, movedAside: 0 }
  }
  if (aside === undefined) return { dropped: 0, movedAside: 0 }
  const leavers = asides.map(({ entry, reason }) => ({ entry, departure: { reason } }))
  try {
    const isDone = await moveAside(tools, queue, block, leavers, aside)
    return { dropped: 0, movedAside: isDone ? leavers.length : 0 }
  } catch (error) {
    if (!(error instanceof Problem)) await postpone(tools, survey)
    throw error
  }
}

/** Has messages that cannot be read come back later; whoever changed them meanwhile wins. */
async function postpone({ send, tables, clock, random }: Tools, { block, asides }: Survey): Promise<void> {
  const visibleAtMs = clock.nowMs() + unreadableMs
  const later = asides.map(({ entry }) => ({
    pick: { entry },
    delivery: { ...deliveryOf(block, entry), token: newToken(random), leased: false, visibleAtMs },
  }))
  await send.call('UpdateItem', leaseRequest(tables.messages, { block, drops: [] }, later))
}
