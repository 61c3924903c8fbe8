import { ArrivalNotes } from '../actions/expiryMarks.ts'
import type { Services } from '../actions/services.ts'
import { expiresAtMs } from '../domain/judge.ts'
import type { Message } from '../domain/message.ts'
import type { Queue } from '../domain/queue.ts'
import { isWanted, type Redrive, redriven, targetOf } from '../domain/redrive.ts'
import { isInner } from '../domain/topic.ts'
import type { Departing, RedriveOrder } from '../store/store.ts'
import type { Targets } from './targets.ts'

/** What one step has done. `isClear`: nothing is left behind it that another try from the same place could move. */
export type Stepped = { moved: number; missed: number; skipped: number; isClear: boolean; cursor: string | undefined }

/** Moves up to `messagesMax` messages of a redrive from its cursor on. */
export async function redriveStep(
  services: Services,
  queue: Queue,
  redrive: Redrive,
  targets: Targets,
  messagesMax: number,
): Promise<Stepped> {
  const choice = new Choice(services, queue, redrive, targets, messagesMax)
  const { moved, cursor } = await services.store.redrive(queue, { ...choice.order(), cursor: redrive.cursor })
  await choice.arrivals.mark(services)
  for (const queue of choice.pushes) await tellOfPush(services, queue)
  const missed = choice.chosen - moved
  return { moved, missed, skipped: choice.skipped, isClear: missed === 0 && !choice.hasUnknown, cursor }
}

/** What goes back to a push queue is carried from there as what is new in it. */
async function tellOfPush({ store, clock, onPush }: Services, queue: Queue): Promise<void> {
  await store.markDue(queue, clock.nowMs())
  onPush?.(queue)
}

/** Says of each message where it goes, and counts. */
class Choice {
  chosen = 0
  skipped = 0
  hasUnknown = false
  readonly arrivals = new ArrivalNotes()
  readonly pushes = new Set<Queue>()
  readonly #services: Services
  readonly #queue: Queue
  readonly #redrive: Redrive
  readonly #targets: Targets
  readonly #messagesMax: number

  constructor(services: Services, queue: Queue, redrive: Redrive, targets: Targets, messagesMax: number) {
    this.#services = services
    this.#queue = queue
    this.#redrive = redrive
    this.#targets = targets
    this.#messagesMax = messagesMax
  }

  order(): RedriveOrder {
    const ids = this.#redrive.ids && new Set(this.#redrive.ids)
    return {
      mayGo: id => ids === undefined || ids.has(id),
      choose: message => this.#choose(message),
      isFull: () => this.chosen >= this.#messagesMax,
    }
  }

  #choose(message: Message): Departing | undefined {
    const nowMs = this.#services.clock.nowMs()
    const isExpired = expiresAtMs(message.envelope, this.#queue.settings) <= nowMs
    if (isExpired || !isWanted(message, this.#redrive)) return undefined
    const to = this.#targetFor(message)
    if (to === undefined) return undefined
    this.chosen += 1
    const envelope = redriven(message, this.#queue.name, nowMs)
    this.arrivals.add(to, envelope)
    if (isInner(to)) this.pushes.add(to)
    return { to, envelope }
  }

  #targetFor(message: Message): Queue | undefined {
    const name = targetOf(message, this.#redrive)
    const target = name === undefined || name === this.#queue.name ? 'gone' : this.#targets.get(name)
    if (target === 'gone') this.skipped += 1
    if (target === 'unknown') this.hasUnknown = true
    return typeof target === 'string' ? undefined : target
  }
}
