import { poll } from '../actions/poll.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import type { Queue } from '../domain/queue.ts'
import type { Leased } from '../store/store.ts'
import { takenBack } from '../store/takenBack.ts'
import { inWords } from './outcome.ts'
import { Pace } from './pace.ts'
import type { Dropped, Pushing } from './pushing.ts'
import { restUntil } from './restUntil.ts'
import { finish, giveBack } from './settle.ts'
import type { PushSource } from './source.ts'

export type DeliveryOptions = {
  /** Whether what is leased and what comes again is marked, as nobody stays to wait for it. */
  isMarked: boolean
}

/** The deliveries from one queue that are under way in this process: never more than its source allows, nor begun faster. */
export class Deliveries {
  readonly #services: Services
  readonly #queue: string
  readonly #pushing: Pushing
  readonly #options: DeliveryOptions
  readonly #pace = new Pace()
  readonly #underWay = new Set<Promise<void>>()
  #returnsMs: number[] = []

  constructor(services: Services, queue: string, pushing: Pushing, options: DeliveryOptions) {
    this.#services = services
    this.#queue = queue
    this.#pushing = pushing
    this.#options = options
  }

  get underWay(): number {
    return this.#underWay.size
  }

  /**
   * Leases what may begin now, waiting up to `waitSeconds` (0 to 30) for it, and begins it; `nothing`: there was none. With no room for more
   * it waits for that instead (`waited`). `gone`: nothing is to be pushed from here any more.
   */
  async next(waitSeconds: number, signal: AbortSignal): Promise<'begun' | 'nothing' | 'waited' | 'gone'> {
    const source = await this.#source()
    if (source === undefined) return 'gone'
    const slots = (source.maxConcurrency ?? limits.pushConcurrencyDefault) - this.#underWay.size
    if (slots <= 0) return this.oneEnded().then(() => 'waited')
    const paced = this.#pace.left(source.maxPerSecond ?? Number.POSITIVE_INFINITY, this.#services.wall.nowMs())
    if (paced <= 0) return restUntil(this.#services.wall, this.#pace.nextMs(), signal).then(() => 'waited')
    const maxMessages = Math.min(slots, paced, limits.messagesPerCallMax)
    const order = { queue: this.#queue, maxMessages, waitSeconds, visibilityTimeoutSeconds: limits.pushLeaseSeconds }
    const { queue, messages } = await poll(this.#services, order, signal)
    return messages.length === 0 ? 'nothing' : this.#take(queue, messages, signal)
  }

  /** When the first of what was given back comes again, by the queue clock; Infinity where there is nothing. */
  nextReturnMs(): number {
    const nowMs = this.#services.clock.nowMs()
    this.#returnsMs = this.#returnsMs.filter(atMs => atMs > nowMs)
    return Math.min(...this.#returnsMs)
  }

  oneEnded(): Promise<void> {
    return Promise.race(this.#underWay)
  }

  async allEnded(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  #source(): Promise<PushSource | undefined> {
    return this.#pushing.sourceOf(this.#services, this.#queue)
  }

  /** Begins what was leased, by what is wanted now: while it was waited for, that may have changed. */
  async #take(queue: Queue, leased: readonly Leased[], signal: AbortSignal): Promise<'begun' | 'nothing' | 'gone'> {
    const { store, clock } = this.#services
    let source: PushSource | undefined
    try {
      source = await this.#source()
      if (this.#options.isMarked) await store.markDue(queue, clock.nowMs() + limits.pushLeaseSeconds * 1000)
    } finally {
      if (source === undefined || signal.aborted) await this.#returnUnbegun(queue, leased)
    }
    if (source === undefined) return 'gone'
    if (signal.aborted) return 'nothing'
    this.#begin(source, queue, leased)
    return 'begun'
  }

  async #returnUnbegun(queue: Queue, leased: readonly Leased[]): Promise<void> {
    const unbegun = leased.map(({ receipt }) => takenBack(receipt))
    await this.#services.store.settle(queue, unbegun)
  }

  #begin(source: PushSource, queue: Queue, leased: readonly Leased[]): void {
    if (source.maxPerSecond !== undefined) this.#pace.note(leased.length, this.#services.wall.nowMs())
    for (const one of leased) {
      const ended: Promise<void> = this.#deliver(source, queue, one)
        .catch(error => this.#pushing.onFailure(error))
        .finally(() => this.#underWay.delete(ended))
      this.#underWay.add(ended)
    }
  }

  async #deliver(source: PushSource, queue: Queue, leased: Leased): Promise<void> {
    const { isMarked } = this.#options
    const outcome = await this.#pushing.deliver(this.#services, source, leased.message).catch(inWords)
    if (outcome.kind === 'delivered') return finish(this.#services, queue, leased)
    const { reason } = outcome
    const after = await giveBack(this.#services, { source, queue, leased, reason, isMarked })
    if (after.kind === 'later' && isMarked) this.#returnsMs.push(after.atMs)
    if (after.kind === 'dropped') this.#pushing.onDropped(droppedOf(source, leased, reason, after.tries))
  }
}

const droppedOf = ({ to }: PushSource, { message }: Leased, reason: string, tries: number): Dropped => ({
  topic: to.topic.name,
  subscription: to.subscription.name,
  messageId: message.envelope.topic?.messageId,
  id: message.id,
  reason,
  tries,
})
