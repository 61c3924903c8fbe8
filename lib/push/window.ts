import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import type { Queue } from '../domain/queue.ts'
import { restUntil } from './restUntil.ts'
import type { PushSource } from './source.ts'

const ageMsMax = limits.configSecondsMax * 1000

/**
 * Where batches wait for more messages: resolves a window after the first message is there, or as soon as a batch is full, with nothing
 * leased meanwhile. False: none came within `waitSeconds`, or the signal aborted.
 */
export async function firstCame(
  services: Services,
  name: string,
  sources: readonly PushSource[],
  waitSeconds: number,
  signal: AbortSignal,
): Promise<boolean> {
  const windowSeconds = windowOf(sources)
  const used = windowSeconds > 0 ? await findQueue(services, name, ageMsMax) : undefined
  // What a paused queue has comes when it is over: the poll waits for that.
  if (used === undefined || used.queue.paused) return true
  if (!(await isThere(services, used.queue, services.wall.nowMs() + waitSeconds * 1000, signal))) return false
  const batchSize = Math.min(...sources.map(source => source.batchSize))
  await fill(services, used.queue, batchSize, services.wall.nowMs() + windowSeconds * 1000, signal)
  // The wake that ended the wait may have been meant for another.
  if (signal.aborted) services.store.nudge(used.queue)
  return !signal.aborted
}

/**
 * When the window of the first message that is there is over, by the queue clock, where nobody stays to wait for that; undefined: now. It is not
 * only asked at the end of a window: a lease that ends, or a mark, has the queue looked into as well.
 */
export async function windowEndMs(
  services: Services,
  name: string,
  sources: readonly PushSource[],
): Promise<number | undefined> {
  const windowSeconds = windowOf(sources)
  const used = windowSeconds > 0 ? await findQueue(services, name, ageMsMax) : undefined
  if (used === undefined) return undefined
  const order = { state: 'visible', limit: 1, maxBytes: limits.answerBytesMax } as const
  const [first] = (await services.store.browse(used.queue, order)).messages
  const endMs = (first?.delivery.visibleAtMs ?? 0) + windowSeconds * 1000
  return endMs > services.clock.nowMs() ? endMs : undefined
}

/** Which of them takes a message is not known yet. */
const windowOf = (sources: readonly PushSource[]): number =>
  Math.min(...sources.map(({ batchWindowSeconds }) => batchWindowSeconds))

async function isThere(
  { store, wall }: Services,
  queue: Queue,
  untilWallMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  for (;;) {
    if (signal.aborted) return false
    if ((await store.stats(queue)).visible > 0) return true
    if (wall.nowMs() >= untilWallMs) return false
    await store.wait(queue, { for: 'message', untilWallMs, signal })
  }
}

const lookEveryMs = 200

async function fill(
  { store, wall }: Services,
  queue: Queue,
  messages: number,
  untilWallMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && wall.nowMs() < untilWallMs && (await store.stats(queue)).visible < messages)
    await restUntil(wall, Math.min(untilWallMs, wall.nowMs() + lookEveryMs), signal)
}
