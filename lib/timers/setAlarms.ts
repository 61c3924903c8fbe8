import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import type { Queue } from '../domain/queue.ts'
import type { AlarmClock, Wish } from './alarmClock.ts'

/** Something was put into a queue that is visible from a time of the queue clock on. */
export type Arrival = { queue: string; uid: string; generation: number; visibleAtMs: number }

type Asked<Given extends Arrival> = Wish & { given: Given }

const ageMsMax = limits.configSecondsMax * 1000

/**
 * Has the queues looked into when what came in is visible and the batch window of a trigger is over. What lies further ahead than
 * an alarm reaches is marked as due. Answers whom that could not be done for.
 */
export async function setAlarms<Given extends Arrival>(
  services: Services,
  alarms: AlarmClock,
  arrivals: readonly Given[],
): Promise<{ failed: Given[]; rings: number }> {
  const windows = await windowsOf(services, new Set(arrivals.map(({ queue }) => queue)))
  const asked = arrivals.flatMap(given => {
    const windowMs = windows.get(given.queue)
    return windowMs === undefined ? [] : [toAsked(given, windowMs)]
  })
  const { failed, far, rings } = await alarms.set(asked)
  const unmarked = await markAll(services, far)
  return { failed: [...failed, ...unmarked].map(({ given }) => given), rings }
}

const toAsked = <Given extends Arrival>(given: Given, windowMs: number): Asked<Given> => ({
  queue: given.queue,
  uid: given.uid,
  // The window of the first one is that of all that are visible before it ends.
  fromMs: given.visibleAtMs,
  atMs: given.visibleAtMs + windowMs,
  given,
})

/** By queue; those that are gone are missing. */
async function windowsOf(services: Services, queues: ReadonlySet<string>): Promise<Map<string, number>> {
  const found = await Promise.all(Array.from(queues, async name => [name, await windowMsOf(services, name)] as const))
  return new Map(found.filter((pair): pair is [string, number] => pair[1] !== undefined))
}

/** Where nobody can tell just now: none. Better too early than never. */
async function windowMsOf(services: Services, name: string): Promise<number | undefined> {
  try {
    const found = await findQueue(services, name, ageMsMax)
    return found && shortestWindowMs(found.queue)
  } catch {
    return 0
  }
}

/** Which of its triggers takes a message is not known yet. */
const shortestWindowMs = ({ triggers = [] }: Queue): number =>
  triggers.length === 0 ? 0 : Math.min(...triggers.map(({ settings }) => settings.batchWindowSeconds)) * 1000

/** Those that could not be marked. */
async function markAll<Given extends Arrival>(
  { store }: Services,
  far: readonly Asked<Given>[],
): Promise<Asked<Given>[]> {
  const marked = await Promise.allSettled(
    far.map(({ given: { queue: name, uid, generation }, atMs }) =>
      store.markDue({ name, uid, generation }, atMs, 'push'),
    ),
  )
  return far.filter((_, at) => marked[at]!.status === 'rejected')
}
