import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import { isSameGeneration } from '../actions/usedQueue.ts'
import { markNextDelayed } from '../actions/wakeTriggers.ts'
import type { DueMark } from '../store/store.ts'
import { askForPush } from './askForPush.ts'

// Each takes a few calls: a thousand queues that are busy take seconds in this way, and one after the other the whole minute.
const atOnceMax = 16

/**
 * Has the queues of marks pushed, several at once, and looks for what nobody has marked there, as it was delayed before the queue had triggers.
 * For whom nobody could be woken, or there was no time until `untilWallMs`, is marked anew. What failed.
 */
export async function pushMarked(
  services: Services,
  marks: readonly DueMark[],
  untilWallMs: number,
): Promise<unknown[]> {
  const failures: unknown[] = []
  const waiting = marks.values()
  const work = async (): Promise<void> => {
    for (const mark of waiting) await pushOrMark(services, mark, untilWallMs).catch(error => failures.push(error))
  }
  await Promise.all(Array.from({ length: atOnceMax }, work))
  return failures
}

async function pushOrMark(services: Services, mark: DueMark, untilWallMs: number): Promise<void> {
  let isDone = false
  try {
    isDone = services.wall.nowMs() < untilWallMs && (await push(services, mark))
  } finally {
    if (!isDone) await services.store.markDue(mark, services.clock.nowMs() + 1, 'push')
  }
}

async function push(services: Services, mark: DueMark): Promise<true> {
  const found = await findQueue(services, mark.name)
  if (found === undefined || !isSameGeneration(found.queue, mark)) return true
  await askForPush(services, found.queue)
  await markNextDelayed(services, found.queue)
  return true
}
