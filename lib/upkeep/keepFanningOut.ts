import { finishFanOut } from '../actions/finishFanOut.ts'
import type { Services } from '../actions/services.ts'
import type { Queue } from '../domain/queue.ts'
import { outboxPrefix } from '../domain/topic.ts'
import { queueKind } from '../store/queueKind.ts'
import { rest } from './shift.ts'

const pageMax = 100
// Of the wall: a wake-up that was missed delays copies by no more.
const waitMsMax = 60_000
const restMs = 1_000

/**
 * Goes on with what publishers left in outboxes as long as the server runs: looks into all of them at the start, for those
 * who died, and into one as soon as this process is told of it. A failure is told, and the next round of upkeep goes on.
 */
export function keepFanningOut(services: Services, onFailure: (error: unknown) => void): { stop(): Promise<void> } {
  const ending = new AbortController()
  const { signal } = ending
  const finishing = new Map<string, Promise<void>>()
  const tell = (error: unknown): void => {
    if (!signal.aborted) onFailure(error)
  }
  const take = (queue: Queue): void => {
    if (finishing.has(queue.uid) || signal.aborted) return
    const finishes = finish(services, queue, signal).catch(tell)
    finishing.set(
      queue.uid,
      finishes.finally(() => finishing.delete(queue.uid)),
    )
  }
  services.onOutbox = take
  const looking = takeAll(services, take).catch(tell)
  return {
    async stop() {
      ending.abort()
      services.onOutbox = undefined
      await looking
      await Promise.all(finishing.values())
    },
  }
}

async function takeAll({ store }: Services, take: (queue: Queue) => void): Promise<void> {
  let after: string | undefined
  do {
    const page = await store.documents.list(queueKind, { prefix: outboxPrefix, limit: pageMax, after })
    for (const { value } of page) take(value as unknown as Queue)
    after = page.length < pageMax ? undefined : page.at(-1)!.name
  } while (after !== undefined)
}

/** Until nothing is left in it, which may become visible later, or its topic is gone: of that no store need know yet. */
async function finish(services: Services, queue: Queue, signal: AbortSignal): Promise<void> {
  const { store, clock, wall } = services
  while (!signal.aborted) {
    const finished = await finishFanOut(services, queue)
    if (finished === 'gone') return
    if (finished > 0) continue
    const { visible, inFlight, delayed } = await store.stats(queue)
    if (visible + inFlight + delayed === 0) return
    // What is there and could not be had would end the wait at once.
    await rest(services, { signal }, clock.nowMs() + restMs)
    await store.wait(queue, { for: 'message', untilWallMs: wall.nowMs() + waitMsMax, signal })
  }
}
