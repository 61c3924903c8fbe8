import { findQueue } from '../actions/queueDocument.ts'
import { changeRedrive, findActive, putAway, type VersionedRedrive, writeRedrive } from '../actions/redriveDocument.ts'
import type { Services } from '../actions/services.ts'
import { isSameGeneration } from '../actions/usedQueue.ts'
import type { Queue } from '../domain/queue.ts'
import { allowance, isOver, type Redrive, type RedriveFailure, usedRate } from '../domain/redrive.ts'
import { redriveStep, type Stepped } from './redriveStep.ts'
import { isOut, rest, type Shift } from './shift.ts'
import { Targets } from './targets.ts'

// Longer than any step takes; so long after a crash nobody else goes on.
const holdMs = 30_000
// Of a place where others keep changing what is to be moved.
const triesMax = 5

/**
 * Works on the redrive of one queue until it is over or the shift is. One works on it at a time: who does renews that
 * claim with each step that is written down. How many were moved.
 */
export async function drive(services: Services, uid: string, shift: Shift): Promise<number> {
  const targets = new Targets(services)
  let [moved, tries] = [0, 0]
  for (;;) {
    const held = await hold(services, uid, shift)
    if (held === undefined) return moved
    const { redrive } = held
    const queue = await readyQueue(services, held, targets, tries > 0 ? 0 : undefined)
    if (queue === undefined) continue
    if (isOut(shift, services)) return release(services, held, moved)
    const nowMs = services.clock.nowMs()
    const messagesMax = allowance(redrive, nowMs)
    if (messagesMax <= 0) {
      await rest(services, shift, (Math.floor(nowMs / 1000) + 1) * 1000)
      continue
    }
    const stepped = await redriveStep(services, queue, redrive, targets, messagesMax)
    moved += stepped.moved
    tries = stepped.isClear || tries === triesMax ? 0 : tries + 1
    // Of the second in which it ended: what it moved did not all go in the one before.
    await note(services, redrive, stepped, { nowMs: services.clock.nowMs(), goesOn: tries === 0 })
  }
}

/** The redrive, claimed for this shift; undefined where there is nothing to do (any more), or somebody else does it. */
async function hold(services: Services, uid: string, { by }: Shift): Promise<VersionedRedrive | undefined> {
  for (;;) {
    const found = await findActive(services, uid)
    if (found === undefined) return undefined
    const { redrive } = found
    if (isOver(redrive)) {
      await putAway(services, found)
      return undefined
    }
    const wallMs = services.wall.nowMs()
    const { runner } = redrive
    if (runner !== undefined && runner.by !== by && runner.untilMs > wallMs) return undefined
    if (redrive.state === 'cancelling') await end(services, redrive, { state: 'cancelled' })
    else if (runner?.by === by && runner.untilMs > wallMs + holdMs / 2) return found
    else {
      const claimed = { ...redrive, runner: { by, untilMs: wallMs + holdMs } }
      const written = await writeRedrive(services, { ...found, redrive: claimed })
      if (written !== undefined) return written
    }
  }
}

/** The queue, with its targets looked up; undefined when the redrive has failed for want of one of them. */
async function readyQueue(
  services: Services,
  { redrive }: VersionedRedrive,
  targets: Targets,
  maxAgeMs: number | undefined,
): Promise<Queue | undefined> {
  const fail = async (failure: RedriveFailure): Promise<undefined> => {
    await end(services, redrive, { state: 'failed', failure })
  }
  const found = await findQueue(services, redrive.queue.name)
  if (found === undefined || !isSameGeneration(found.queue, redrive.queue)) return fail('queueGone')
  if (redrive.to !== undefined) targets.get(redrive.to)
  await targets.refresh(maxAgeMs)
  if (redrive.to !== undefined && targets.get(redrive.to) === 'gone') return fail('targetGone')
  return found.queue
}

type Moment = { nowMs: number; goesOn: boolean }

/** Writes down how far it has come, also where somebody has cancelled it meanwhile. */
async function note(services: Services, before: Redrive, stepped: Stepped, { nowMs, goesOn }: Moment): Promise<void> {
  const isDone = goesOn && stepped.cursor === undefined
  const changed = await changeRedrive(services, before.id, redrive => ({
    ...redrive,
    moved: redrive.moved + stepped.moved,
    second: usedRate(redrive, stepped.moved, nowMs),
    ...(goesOn && { skipped: redrive.skipped + stepped.skipped + stepped.missed, cursor: stepped.cursor }),
    ...(isDone && { state: 'completed', endedAtMs: services.clock.nowMs() }),
    runner: before.runner && { ...before.runner, untilMs: services.wall.nowMs() + holdMs },
  }))
  if (changed !== undefined && isDone) await putAway(services, changed)
}

async function end(
  services: Services,
  { id }: Redrive,
  how: { state: 'cancelled' | 'failed'; failure?: RedriveFailure },
): Promise<void> {
  const ended = { ...how, endedAtMs: services.clock.nowMs() }
  const changed = await changeRedrive(services, id, redrive => ({ ...redrive, ...ended }))
  if (changed !== undefined) await putAway(services, changed)
}

/** Others may go on at once. */
async function release(services: Services, { redrive, version }: VersionedRedrive, moved: number): Promise<number> {
  await writeRedrive(services, { redrive: { ...redrive, runner: undefined }, version })
  return moved
}
