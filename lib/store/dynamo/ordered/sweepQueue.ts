import type { DeadLetterReason } from '../../../domain/origin.ts'
import type { QueueRef } from '../../../domain/queue.ts'
import type { SweepOrder, SweepPage } from '../../store.ts'
import { scopeOf } from '../keys.ts'
import type { Tools } from '../tools.ts'
import { clear, clearedMax } from './clear.ts'
import { numberOf } from './group.ts'
import { moveAside } from './leaveAside.ts'
import type { Line, Standing } from './line.ts'
import { readGroup } from './readGroups.ts'
import { allOf, readLineFrom, readStep } from './walk.ts'

/** One step through the groups: drops and moves aside what the judge says, wherever it stands in its group. */
export async function sweepQueue(tools: Tools, queue: QueueRef, order: SweepOrder): Promise<SweepPage> {
  const { lines, next } = await readStep(tools, scopeOf(queue), order.cursor)
  const page = { dropped: 0, movedAside: 0, left: 0 }
  for (const line of lines) {
    // What somebody changed meanwhile, or could not be moved, is left.
    const swept = await sweepLine(tools, queue, line, order, page).catch(() => false)
    if (!swept) page.left += unwanted(line, order, line.to, tools.clock.nowMs()).asides.length
  }
  const { left, ...done } = page
  return { ...done, ...(left > 0 && { left }), ...(next !== undefined && { cursor: next }) }
}

/** What is to leave a line, as far as this step goes. */
type Unwanted = { drops: Standing[]; asides: { standing: Standing; reason: DeadLetterReason }[] }

function unwanted(line: Line, { judge }: SweepOrder, to: number, nowMs: number): Unwanted {
  const found: Unwanted = { drops: [], asides: [] }
  for (const one of allOf(line)) {
    if (one.number >= to || one.delivery.visibleAtMs > nowMs) continue
    const verdict = judge({ ...one.entry.head, attempts: one.delivery.attempts }, nowMs)
    if (verdict.kind === 'drop') found.drops.push(one)
    else if (verdict.kind === 'deadLetter') found.asides.push({ standing: one, reason: verdict.reason })
  }
  return found
}

/** Some at a time; false where any is left. */
async function sweepLine(
  tools: Tools,
  queue: QueueRef,
  first: Line,
  order: SweepOrder,
  page: { dropped: number; movedAside: number },
): Promise<boolean> {
  let line: Line | undefined = first
  while (line !== undefined) {
    const { drops, asides } = unwanted(line, order, first.to, tools.clock.nowMs())
    if (drops.length + asides.length === 0) return true
    const cleared =
      drops.length > 0 ? await drop(tools, queue, line, drops) : await putAside(tools, queue, line, asides, order)
    if (cleared === 0) return false
    page[drops.length > 0 ? 'dropped' : 'movedAside'] += cleared
    const now = await readGroup(tools, scopeOf(queue), line.group.hash)
    line = now && (await readLineFrom(tools, scopeOf(queue), now, numberOf(first.from)))
  }
  return true
}

async function drop(tools: Tools, queue: QueueRef, line: Line, drops: readonly Standing[]): Promise<number> {
  const some = drops.slice(0, clearedMax)
  return (await clear(tools, queue, line, new Set(some))) ? some.length : 0
}

async function putAside(
  tools: Tools,
  queue: QueueRef,
  line: Line,
  asides: Unwanted['asides'],
  { aside }: SweepOrder,
): Promise<number> {
  if (aside === undefined) return 0
  const some = asides.slice(0, clearedMax)
  const leavers = some.map(({ standing, reason }) => ({ standing, departure: { reason } }))
  const gone = new Set(some.map(({ standing }) => standing))
  const isDone = await clear(tools, queue, line, gone, taking =>
    moveAside(tools, queue, line.group.hash, leavers, aside, taking),
  )
  return isDone ? some.length : 0
}
