import type { Delivery } from '../../../domain/message.ts'
import type { Tools } from '../tools.ts'
import { deliveryOfHeld, type Group, type Held, type Next, numberOf } from './group.ts'
import { type RunsPage, readRun, readRuns } from './readRuns.ts'
import { deliveryIn, type Run, type RunEntry } from './run.ts'
import type { After } from './writeGroup.ts'

/** A message of a group, in its place in the line. */
export type Standing = {
  number: number
  run: Run
  entry: RunEntry
  delivery: Delivery
  held?: Held | undefined
}

/** The messages of a group in order of their numbers, those that are held first, as far as was read. */
export type Line = {
  group: Group
  standing: Standing[]
  /** Numbers that were given and nothing is stored under (yet); and what stands behind it, which nobody can reach. */
  hole?: { number: number; count: number; sinceMs: number } | undefined
  behind: Standing[]
  /** From here on the numbers in the runs are in the line, or done, up to the end. */
  from: Next
  end: Next
  /** Behind the last number of the runs that were read. */
  to: number
  /** Whether all runs were read. */
  isWhole: boolean
}

/** The first messages of a group, all that are held among them, and at least `count` if there are so many. */
export async function readLine(tools: Tools, scope: string, group: Group, count: number): Promise<Line> {
  const more = Math.max(0, count - group.held.length)
  const isWanted = more > 0 && numberOf(group.next) <= group.last
  const [held, page] = await Promise.all([
    readHeld(tools, scope, group),
    // One more, to know when that is ready.
    isWanted ? readRuns(tools, scope, group, group.next.start, more + 1) : undefined,
  ])
  return page === undefined
    ? {
        group,
        standing: held,
        behind: [],
        from: group.next,
        end: group.next,
        to: numberOf(group.next),
        isWhole: numberOf(group.next) > group.last,
      }
    : alongRuns(group, group.next, held, page)
}

/** What is held lies in runs that may be far apart: behind a message that fails again and again, many others are done. */
export async function readHeld(tools: Tools, scope: string, { hash, held }: Group): Promise<Standing[]> {
  const starts = [...new Set(held.map(({ start }) => start))]
  const runs = await Promise.all(starts.map(start => readRun(tools, scope, hash, start)))
  return held.flatMap(one => {
    const run = runs[starts.indexOf(one.start)]
    const entry = run?.entries.find(({ index }) => index === one.index)
    return run && entry ? [{ number: numberOf(one), run, entry, delivery: deliveryOfHeld(one), held: one }] : []
  })
}

/** Goes along runs from a number on that is not before `next`, up to a hole or the end. */
export function alongRuns(group: Group, from: Next, held: readonly Standing[], { runs, isWhole }: RunsPage): Line {
  const line: Line = { group, standing: [...held], behind: [], from, end: from, to: numberOf(from), isWhole }
  for (const run of runs) {
    const number = numberOf(line.end)
    line.to = Math.max(line.to, run.start + run.span)
    if (line.hole !== undefined) line.behind.push(...standingIn(run, number))
    else if (run.start > number) {
      line.hole = { number, count: run.start - number, sinceMs: run.madeAtMs }
      line.behind.push(...standingIn(run, number))
    } else if (run.start + run.span > number) {
      line.standing.push(...standingIn(run, number))
      line.end = { start: run.start + run.span, index: 0 }
    }
  }
  const number = numberOf(line.end)
  if (isWhole && line.hole === undefined && number <= group.last)
    line.hole = { number, count: group.last - number + 1, sinceMs: group.numberedAtMs }
  return line
}

const standingIn = (run: Run, fromNumber: number): Standing[] =>
  run.entries
    .map(entry => ({ number: run.start + entry.index, run, entry, delivery: deliveryIn(run, entry) }))
    .filter(({ number }) => number >= fromNumber)

/** What becomes of a group once the first `count` of those that nobody was handed are held or done. */
export function pastFirst({ standing, hole, end, isWhole }: Line, count: number): Pick<After, 'next' | 'readyAtMs'> {
  const first = standing.filter(({ held }) => held === undefined)[count]
  if (first === undefined) return { next: end, readyAtMs: isWhole && hole === undefined ? 'none' : 'unknown' }
  const { run, entry, delivery } = first
  return { next: { start: run.start, index: entry.index }, readyAtMs: delivery.visibleAtMs }
}
