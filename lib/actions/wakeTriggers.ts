import { limits } from '../domain/limits.ts'
import type { Message } from '../domain/message.ts'
import { isOrdered } from '../domain/ordered.ts'
import type { Queue } from '../domain/queue.ts'
import { laterMarksMs } from './ruleMarks.ts'
import type { Services } from './services.ts'
import type { SavedTriggers } from './triggerDocument.ts'
import { isTriggered, markWakes, wakeNow } from './wake.ts'

/** Has a queue pushed by its triggers as they are now; whoever waits for its messages looks who they are again. */
export async function wakeTriggers(services: Services, { before, queue }: SavedTriggers): Promise<void> {
  services.store.nudge(queue)
  await wakeNow(services, queue)
  if (before?.wakes || !queue.wakes) return
  // Nobody marked when what lies in the queue comes back, and some may publish by the old document for a moment yet.
  const nowMs = services.clock.nowMs()
  await markWakes(
    services,
    queue,
    laterMarksMs(queue.settings).map(ms => nowMs + ms),
  )
  await markNextDelayed(services, queue)
}

// Of a queue with many lanes the first of them may have nothing.
const pagesMax = 20

/**
 * Marks when the first of those becomes visible that wait out a delay from before the queue had triggers. Who pushes at that
 * time does so again, for the next of them.
 */
export async function markNextDelayed(services: Services, queue: Queue): Promise<void> {
  if (!isTriggered(queue)) return
  // Of an ordered queue they come group after group.
  const limit = isOrdered(queue) ? limits.pageItemsMax : 1
  let cursor: string | undefined
  for (let pages = 0; pages < pagesMax; pages++) {
    const order = { state: 'delayed', limit, maxBytes: limits.answerBytesMax, cursor } as const
    const page = await services.store.browse(queue, order)
    if (page.messages.length > 0) return markWakes(services, queue, [firstMs(page.messages)])
    if (page.cursor === undefined) return
    cursor = page.cursor
  }
}

const firstMs = (messages: readonly Message[]): number =>
  Math.min(...messages.map(({ delivery }) => delivery.visibleAtMs))
