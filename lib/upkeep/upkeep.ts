import { rulesOf } from '../actions/deadLetters.ts'
import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import { isSameGeneration } from '../actions/usedQueue.ts'
import { expiresAtMs, type Judge, judge } from '../domain/judge.ts'
import type { Queue, QueueSettings } from '../domain/queue.ts'
import { isInner } from '../domain/topic.ts'
import type { DueMark } from '../store/store.ts'
import { measureMarked } from './measure.ts'
import { type Progress, readProgress, writeProgress } from './progress.ts'
import { pushMarked } from './pushMarked.ts'
import { resealKeys } from './resealKeys.ts'
import { tendInner } from './tendInner.ts'

const slackMs = 60_000

export type Round = { queues: number; dropped: number; movedAside: number }

/**
 * One round: in every queue in which something fell due since the last one, drops what has expired and moves aside whose
 * attempts are over, though nobody polls; goes on with the outboxes of topics; and has whoever pushes look where something may be left. Ends after `msMax` of the wall clock; what it did not get to is marked anew.
 * Two rounds at the same time do no harm.
 */
export async function runUpkeep(services: Services, msMax: number): Promise<Round> {
  const untilWallMs = services.wall.nowMs() + msMax
  const progress = await readProgress(services)
  const untilMs = services.clock.nowMs()
  const sum: Round = { queues: 0, dropped: 0, movedAside: 0 }
  const seen = new Set<string>()
  const failures: unknown[] = []
  const measures: DueMark[] = []
  const pushes: DueMark[] = []
  const looks: DueMark[] = []
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const page = await services.store.due({ afterMs: progress?.doneUntilMs, untilMs }, cursor)
    for (const marked of page.marks) {
      if (marked.sake === 'measure') {
        if (isNew(marked, progress)) measures.push(marked)
        continue
      }
      const mark = withSake(marked)
      const name = `${mark.uid}.${mark.generation}.${mark.sake}`
      if (seen.has(name)) continue
      seen.add(name)
      if (mark.sake === 'push') pushes.push(mark)
      else looks.push(mark)
    }
    cursor = page.cursor
  }
  // First what takes little time, and is waited for.
  failures.push(...(await pushMarked(services, pushes, untilWallMs)))
  // One queue that fails must not keep the others from their turn: it has another in the next minute.
  for (const mark of looks) await answer(services, mark, untilWallMs, sum).catch(error => failures.push(error))
  await measureMarked(services, measures, untilWallMs).catch(error => failures.push(error))
  await resealKeys(services).catch(error => failures.push(error))
  // A mark may be written a little after its time, and clocks differ: the last minute is looked at once more.
  await writeProgress(services, progress, untilMs - slackMs)
  if (failures.length > 0) throw failures[0]
  return sum
}

/** A queue of our own is looked through before anything is pushed from it: it may be going by a rule that is old. */
const withSake = ({ sake = 'look', ...mark }: DueMark): DueMark => ({
  ...mark,
  sake: sake === 'push' && isInner(mark) ? 'look' : sake,
})

/** The minute that is looked at once more has been measured. */
const isNew = ({ atMs }: DueMark, progress: Progress | undefined): boolean =>
  progress === undefined || atMs > progress.doneUntilMs + slackMs

async function answer(services: Services, mark: DueMark, untilWallMs: number, sum: Round): Promise<void> {
  const found = await findQueue(services, mark.name)
  if (found === undefined || !isSameGeneration(found.queue, mark)) return
  await sweepMarked(services, found.queue, untilWallMs, sum)
}

async function sweepMarked(services: Services, queue: Queue, untilWallMs: number, sum: Round): Promise<void> {
  sum.queues += 1
  let isDone = false
  try {
    const isTended = !isInner(queue) || (await tendInner(services, queue, untilWallMs))
    isDone = isTended && (await sweepAll(services, queue, untilWallMs, sum))
  } finally {
    if (!isDone) await services.store.markDue(queue, services.clock.nowMs() + 1)
  }
}

/** False: there was no time to see all of it, or something could not be moved just now. */
async function sweepAll(services: Services, queue: Queue, untilWallMs: number, sum: Round): Promise<boolean> {
  const { settings, aside } = await rulesOf(services, queue)
  let cursor: string | undefined
  let left = 0
  const look = new Look(settings)
  do {
    if (services.wall.nowMs() >= untilWallMs) return false
    const page = await services.store.sweep(queue, { judge: look.judge, aside, cursor })
    await aside?.markExpiries(services)
    sum.dropped += page.dropped
    sum.movedAside += page.movedAside
    left += page.left ?? 0
    cursor = page.cursor
  } while (cursor !== undefined)
  if (Number.isFinite(look.firstEndMs)) await services.store.markDue(queue, look.firstEndMs)
  return left === 0
}

/** Sees when the first of what stays is moved aside by expiring: the settings by which that was marked may have changed. */
class Look {
  firstEndMs = Number.POSITIVE_INFINITY
  readonly judge: Judge

  constructor(settings: QueueSettings) {
    this.judge = (candidate, nowMs) => {
      const verdict = judge(candidate, settings, 0, nowMs)
      if (settings.deadLetter?.expired === true && verdict.kind === 'lease')
        this.firstEndMs = Math.min(this.firstEndMs, expiresAtMs(candidate, settings))
      return verdict
    }
  }
}
