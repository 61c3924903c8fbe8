import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import { Problem } from '../domain/problem.ts'
import type { Queue } from '../domain/queue.ts'
import type { Leased } from '../store/store.ts'
import { Pace } from './pace.ts'
import type { Pushing } from './pushing.ts'
import { restUntil } from './restUntil.ts'
import { finish, giveBack } from './settle.ts'
import type { PushSource } from './source.ts'
import type { Outcome } from './target.ts'

export type DeliveryOptions = {
  /** Whether what comes again is marked, as nobody stays to wait for it. */
  isMarked: boolean
}

/** The deliveries of one source that are under way in this process: never more than it allows, nor begun faster. */
export class Deliveries {
  readonly #services: Services
  readonly #source: PushSource
  readonly #pushing: Pushing
  readonly #options: DeliveryOptions
  readonly #pace: Pace
  readonly #underWay = new Set<Promise<void>>()
  #returnsMs: number[] = []

  constructor(services: Services, source: PushSource, pushing: Pushing, options: DeliveryOptions) {
    this.#services = services
    this.#source = source
    this.#pushing = pushing
    this.#options = options
    this.#pace = new Pace(source.maxPerSecond)
  }

  get underWay(): number {
    return this.#underWay.size
  }

  /** How many may begin now. */
  room(): number {
    const slots = (this.#source.maxConcurrency ?? limits.pushConcurrencyDefault) - this.#underWay.size
    return Math.min(slots, this.#pace.left(this.#services.wall.nowMs()), limits.messagesPerCallMax)
  }

  /** Resolves when there may be room, where there is none; or when the signal aborts. */
  async whenRoom(signal: AbortSignal): Promise<void> {
    if (this.#pace.left(this.#services.wall.nowMs()) > 0) return this.oneEnded()
    await restUntil(this.#services.wall, this.#pace.nextMs(), signal)
  }

  /** When the first of what was given back comes again, by the queue clock; Infinity where there is nothing. */
  nextReturnMs(): number {
    const nowMs = this.#services.clock.nowMs()
    this.#returnsMs = this.#returnsMs.filter(atMs => atMs > nowMs)
    return Math.min(...this.#returnsMs)
  }

  begin(queue: Queue, leased: readonly Leased[]): void {
    this.#pace.note(leased.length, this.#services.wall.nowMs())
    for (const one of leased) {
      const ended: Promise<void> = this.#deliver(queue, one)
        .catch(error => this.#pushing.onFailure(error))
        .finally(() => this.#underWay.delete(ended))
      this.#underWay.add(ended)
    }
  }

  oneEnded(): Promise<void> {
    return Promise.race(this.#underWay)
  }

  async allEnded(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  async #deliver(queue: Queue, leased: Leased): Promise<void> {
    const [services, source] = [this.#services, this.#source]
    const outcome = await this.#pushing.deliver(source, leased.message).catch(inWords)
    if (outcome.kind === 'delivered') return finish(services, queue, leased)
    const { reason } = outcome
    const after = await giveBack(services, { source, queue, leased, reason, isMarked: this.#options.isMarked })
    if (after.kind === 'later' && this.#options.isMarked) this.#returnsMs.push(after.atMs)
    if (after.kind === 'dropped') this.#pushing.onDropped({ queue: queue.name, id: leased.message.id, reason })
  }
}

/** The message of a target that breaks down comes again like any other. */
const inWords = (error: unknown): Outcome => ({
  kind: 'failed',
  reason: error instanceof Problem ? error.code : `could not be pushed: ${(error as Error).message}`,
})
