import { begun } from '../../../domain/deadLetter.ts'
import { Problem } from '../../../domain/problem.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { Departing, RedriveOrder } from '../../store.ts'
import { scopeOf } from '../keys.ts'
import type { RedriveStep } from '../redrive.ts'
import type { Tools } from '../tools.ts'
import { clear, clearedMax } from './clear.ts'
import { idOf, toMessage } from './lease.ts'
import { leave } from './leave.ts'
import type { Line, Standing } from './line.ts'
import { envelopesOfAll } from './runBody.ts'
import { allOf, cursorAt, readStep } from './walk.ts'

type Leaver = { standing: Standing; departing: Departing }

/** One step through the groups, from the cursor on; it ends with the first part of a group that does not go as a whole. */
export async function redrive(tools: Tools, queue: QueueRef, order: RedriveOrder): Promise<RedriveStep> {
  const { lines, next } = await readStep(tools, scopeOf(queue), order.cursor)
  const step: RedriveStep = { moved: 0, arrivals: new Set() }
  for (const line of lines) {
    const { leavers, stop } = await chooseFrom(tools, line, order)
    if (leavers.length > 0) await send(tools, queue, line, leavers, step)
    if (stop !== undefined) return { ...step, cursor: cursorAt(line.group.hash, stop) }
  }
  return next === undefined ? step : { ...step, cursor: next }
}

/** In order, until there are enough for one transaction: `stop` is the number to go on with. */
async function chooseFrom(
  tools: Tools,
  line: Line,
  order: RedriveOrder,
): Promise<{ leavers: Leaver[]; stop?: number }> {
  const nowMs = tools.clock.nowMs()
  const { group } = line
  const mayGo = allOf(line).filter(one => one.delivery.visibleAtMs <= nowMs && order.mayGo(idOf(group.hash, one)))
  const leavers: Leaver[] = []
  const isFull = (): boolean => order.isFull() || leavers.length === clearedMax
  for (const some of Map.groupBy(mayGo, ({ run }) => run).values()) {
    if (isFull()) return { leavers, stop: some[0]!.number }
    const envelopes = await envelopesOfAll(tools.bodies, some).catch(passOver)
    for (const one of envelopes === undefined ? [] : some) {
      if (isFull()) return { leavers, stop: one.number }
      const departing = order.choose(toMessage(group.hash, one, envelopes!.get(one)!))
      if (departing === undefined) continue
      const [first] = leavers
      leavers.push({ standing: one, departing })
      // Those for another queue go in another step.
      if (first !== undefined && scopeOf(first.departing.to) !== scopeOf(departing.to))
        return { leavers: leavers.slice(0, -1), stop: one.number }
    }
  }
  return { leavers }
}

/** What cannot be read stays, and must not keep the others; a store that does not answer is another thing. */
function passOver(error: unknown): undefined {
  if (error instanceof Problem) throw error
  return undefined
}

async function send(
  tools: Tools,
  queue: QueueRef,
  line: Line,
  leavers: readonly Leaver[],
  step: RedriveStep,
): Promise<void> {
  const nowMs = tools.clock.nowMs()
  const { to } = leavers[0]!.departing
  const movers = leavers.map(({ standing, departing: { envelope } }) => ({
    standing,
    delivery: begun(nowMs),
    envelope,
  }))
  const gone = new Set(leavers.map(({ standing }) => standing))
  const isDone = await clear(tools, queue, line, gone, taking =>
    leave(tools, queue, line.group.hash, movers, { to, asNew: true }, taking),
  ).catch(notNow)
  if (!isDone) return
  step.moved += leavers.length
  step.arrivals.add(to)
}

/** A store that is too busy for one move must not take with it what others have moved. */
function notNow(error: unknown): false {
  if (error instanceof Problem) return false
  throw error
}
