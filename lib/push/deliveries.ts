import type { PolledMessage } from '../actions/poll.ts'
import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import type { Queue } from '../domain/queue.ts'
import { takenBack } from '../store/takenBack.ts'
import { type Batch, inBatches, sorted } from './batch.ts'
import { comeAgain } from './comeAgain.ts'
import { handOver } from './handOver.ts'
import { keepLeased } from './keepLease.ts'
import { type Lease, lease } from './lease.ts'
import { Outlets } from './outlets.ts'
import type { Pushing } from './pushing.ts'
import { report } from './report.ts'
import { restAfter } from './restAfter.ts'
import { restUntil } from './restUntil.ts'
import { settle } from './settle.ts'
import { keyOf, type PushSource } from './source.ts'
import { firstCame } from './window.ts'

export type DeliveryOptions = {
  /** Whether what is leased and what comes again is marked, as nobody stays to wait for it. */
  isMarked: boolean
}

/** What became of a look: `resting` is answered instead of waiting for it, where nobody stays. */
export type Looked = 'begun' | 'nothing' | 'waited' | 'resting' | 'gone'

/** The deliveries from one queue that are under way in this process: never more than its sources allow, nor begun faster. */
export class Deliveries {
  readonly #services: Services
  readonly #queue: string
  readonly #pushing: Pushing
  readonly #options: DeliveryOptions
  readonly #outlets: Outlets
  readonly #underWay = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #returnsMs: number[] = []

  constructor(services: Services, queue: string, pushing: Pushing, options: DeliveryOptions) {
    this.#services = services
    this.#queue = queue
    this.#pushing = pushing
    this.#options = options
    this.#outlets = new Outlets(services, pushing.rests)
  }

  /** Batches. */
  get underWay(): number {
    return this.#underWay.size
  }

  /**
   * Leases what may begin now, waiting up to `waitSeconds` (0 to 30) for it, and begins it; `nothing`: there was none. With no room for more
   * it waits for that instead (`waited`). `gone`: nothing is to be pushed from here any more.
   */
  async next(waitSeconds: number, signal: AbortSignal): Promise<Looked> {
    const sources = await this.#sources()
    if (sources.length === 0) return 'gone'
    const { clock, wall } = this.#services
    const room = this.#outlets.room(sources)
    if (room.kind === 'full') return this.oneEnded().then(() => 'waited')
    if (room.kind === 'paced') return restUntil(wall, room.untilWallMs, signal).then(() => 'waited')
    if (room.kind === 'resting') {
      if (this.#options.isMarked) return 'resting'
      return restUntil(clock, room.untilMs, signal).then(() => 'waited')
    }
    if (!this.#options.isMarked && !(await firstCame(this.#services, this.#queue, sources, waitSeconds, signal)))
      return 'nothing'
    const order = { ...room, queue: this.#queue, waitSeconds, maxInFlight: leastInFlight(sources) }
    const leased = await lease(this.#services, order, signal)
    return leased.messages.length === 0 ? 'nothing' : this.#take(leased, signal)
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
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  /** Waits for what is under way, though not for ever: then what it has goes back, untried. */
  async stop(): Promise<void> {
    const { wall } = this.#services
    const cancel = wall.wakeAt(wall.nowMs() + limits.pushStopSeconds * 1000, () => this.#stopping.abort())
    await this.allEnded().finally(cancel)
  }

  #sources(): Promise<readonly PushSource[]> {
    return this.#pushing.sourcesOf(this.#services, this.#queue)
  }

  /** What nobody wants is finished for good, so that is not done by triggers of a few seconds ago. */
  async #sourcesFor(messages: readonly PolledMessage[]): Promise<readonly PushSource[]> {
    const known = await this.#sources()
    if (sorted(known, messages).unwanted.length === 0) return known
    await findQueue(this.#services, this.#queue)
    return this.#sources()
  }

  /** Begins what was leased, by what is wanted now: while it was waited for, that may have changed. */
  async #take({ queue, messages }: Lease, signal: AbortSignal): Promise<Looked> {
    let sources: readonly PushSource[] = []
    try {
      sources = await this.#sourcesFor(messages)
      await this.#mark(queue, this.#services.clock.nowMs() + limits.pushLeaseSeconds * 1000)
    } finally {
      if (sources.length === 0 || signal.aborted) await this.#giveBack(queue, messages)
    }
    if (sources.length === 0) return 'gone'
    if (signal.aborted) return 'nothing'
    await this.#beginAll(sources, queue, messages)
    return 'begun'
  }

  async #mark(queue: Queue, atMs: number): Promise<void> {
    if (this.#options.isMarked) await this.#services.store.markDue(queue, atMs, 'push')
  }

  async #giveBack(queue: Queue, messages: readonly PolledMessage[], delayMs = 0): Promise<void> {
    const unbegun = messages.map(({ receipt }) => takenBack(receipt, delayMs, false))
    await this.#services.store.settle(queue, unbegun)
  }

  async #beginAll(sources: readonly PushSource[], queue: Queue, messages: readonly PolledMessage[]): Promise<void> {
    const { bySource, unwanted } = sorted(sources, messages)
    const resting = [...bySource.keys()].filter(source => this.#outlets.restsUntilMs(source) !== undefined)
    for (const [source, some] of bySource)
      if (!resting.includes(source))
        for (const batch of inBatches(source, some)) this.#begin({ source, queue, messages: batch })
    if (unwanted.length > 0) await this.#finish(queue, unwanted)
    for (const source of resting) await this.#letRest(source, queue, bySource.get(source)!)
  }

  /** What nobody wants is finished without delivery, as by the filters of Lambda. */
  async #finish(queue: Queue, messages: readonly PolledMessage[]): Promise<void> {
    const acks = messages.map(({ receipt }) => ({ kind: 'ack', receipt, ifLapsed: 'accept' }) as const)
    await this.#services.store.settle(queue, acks)
  }

  /** Leased while it was still open. */
  async #letRest(source: PushSource, queue: Queue, messages: readonly PolledMessage[]): Promise<void> {
    const nowMs = this.#services.clock.nowMs()
    const untilMs = this.#outlets.restsUntilMs(source) ?? nowMs
    if (this.#options.isMarked) await comeAgain(this.#services, queue, untilMs)
    this.#returnsMs.push(untilMs)
    await this.#giveBack(queue, messages, untilMs - nowMs)
  }

  #begin(batch: Batch): void {
    const outlet = this.#outlets.of(batch.source)
    outlet.begin(batch.source, this.#services.wall.nowMs())
    const ended: Promise<void> = this.#deliver(batch)
      .catch(error => this.#pushing.onFailure(error))
      .finally(() => {
        outlet.end()
        this.#underWay.delete(ended)
      })
    this.#underWay.add(ended)
  }

  async #deliver(batch: Batch): Promise<void> {
    const { isMarked } = this.#options
    const cancel = keepLeased(this.#services, batch, {
      mark: atMs => this.#mark(batch.queue, atMs),
      onFailure: error => this.#pushing.onFailure(error),
    })
    try {
      const outcomes = await handOver(this.#services, this.#pushing.deliver, batch, this.#stopping.signal)
      const restMs = restAfter(this.#pushing.rests, keyOf(batch.source), outcomes, this.#services.clock.nowMs())
      const after = await settle(this.#services, { batch, outcomes, restMs, isMarked })
      for (const one of after) if (one.kind === 'later') this.#returnsMs.push(one.atMs)
      report(this.#pushing, batch, outcomes, after)
    } finally {
      cancel()
    }
  }
}

/** So that none of them has more under way anywhere than it wants. */
function leastInFlight(sources: readonly PushSource[]): number | undefined {
  const bounds = sources.flatMap(({ maxInFlight }) => maxInFlight ?? [])
  return bounds.length > 0 ? Math.min(...bounds) : undefined
}
