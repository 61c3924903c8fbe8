import type { LoadedQueue } from '../actions/queueDocument.ts'
import { findQueue } from '../actions/queueDocument.ts'
import type { MeasuredQueue, Services } from '../actions/services.ts'
import { isSameGeneration } from '../actions/usedQueue.ts'
import { limits } from '../domain/limits.ts'
import { failedIn } from '../domain/origin.ts'
import type { DueMark } from '../store/store.ts'

// Queues that were used are marked by who used them; here those that hold messages are marked on, so that their age is seen
// though nobody calls. What is empty and silent costs nothing.

const minuteMs = 60_000
/** Nobody waits for what is only delayed: it need not be looked at each minute, for years perhaps. */
const delayedMs = 5 * minuteMs
const atOnceMax = 8

/**
 * Measures the queues that are marked, at most so many in a round and until `untilWallMs`: the others have their turn in the next one,
 * which begins with others. How many were measured.
 */
export async function measureMarked(
  services: Services,
  marks: readonly DueMark[],
  untilWallMs: number,
): Promise<number> {
  if (services.onMeasured === undefined) return 0
  const measured: MeasuredQueue[] = []
  const failures: unknown[] = []
  const waiting = inTurn(marks, services.clock.nowMs()).entries()
  const work = async (): Promise<void> => {
    for (const [index, mark] of waiting)
      await (index >= limits.measuredQueuesMax || services.wall.nowMs() >= untilWallMs
        ? services.store.markDue(mark, services.clock.nowMs() + 1, 'measure')
        : measure(services, mark, measured)
      ).catch(error => failures.push(error))
  }
  await Promise.all(Array.from({ length: atOnceMax }, work))
  services.onMeasured(measured)
  if (failures.length > 0) throw failures[0]
  return measured.length
}

/** Each once, beginning elsewhere in each minute. */
function inTurn(marks: readonly DueMark[], nowMs: number): DueMark[] {
  const queues = [...new Map(marks.map(mark => [`${mark.uid}.${mark.generation}`, mark])).values()]
  const from = queues.length > limits.measuredQueuesMax ? Math.floor(nowMs / minuteMs) * limits.measuredQueuesMax : 0
  const at = queues.length === 0 ? 0 : from % queues.length
  return [...queues.slice(at), ...queues.slice(0, at)]
}

async function measure(services: Services, mark: DueMark, measured: MeasuredQueue[]): Promise<void> {
  const { store, clock } = services
  const found = await findQueue(services, mark.name, limits.configSecondsMax * 1000)
  if (!isMeasured(found, mark)) return
  const { visible, inFlight, delayed, oldestVisibleAtMs, asOfMs } = await store.stats(mark)
  const oldestAgeMs = oldestVisibleAtMs === undefined ? 0 : Math.max(0, asOfMs - oldestVisibleAtMs)
  const isAside = oldestAgeMs > 0 && (await headIsAside(services, mark))
  measured.push({ name: mark.name, visible, inFlight, delayed, oldestAgeMs, isAside })
  if (visible + inFlight > 0) await store.markDue(mark, clock.nowMs() + 1, 'measure')
  else if (delayed > 0) await store.markDue(mark, clock.nowMs() + delayedMs, 'measure')
}

async function headIsAside({ store }: Services, mark: DueMark): Promise<boolean> {
  const page = { state: 'visible', limit: 1, maxBytes: limits.answerBytesMax } as const
  const [head] = (await store.browse(mark, page)).messages
  return head !== undefined && failedIn(head.envelope) !== undefined
}

const isMeasured = (found: LoadedQueue | undefined, mark: DueMark): boolean =>
  found !== undefined && isSameGeneration(found.queue, mark)
