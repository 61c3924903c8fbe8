import { Problem } from '../../lib/domain/problem.ts'
import type { QueueRef } from '../../lib/domain/queue.ts'
import type { Store } from '../../lib/store/store.ts'
import type { Meter } from '../dynamo/budgets/meter.ts'
import { anAck, anEnvelope, aPoll, aQueue } from '../fixtures.ts'
import { Waits } from './waits.ts'

/** Where a load runs: a store, seen by as many processes as one likes, in virtual time. */
export type Place = {
  open: (seed: number) => Store
  nowMs: () => number
  pause: (ms: number) => Promise<void>
  done: <Result>(work: Promise<Result>) => Promise<Result>
  /** What was asked of the database since the last time. */
  take: () => Meter
}

export type Load = {
  /** Groups that publish as much as each other; all of them together so many messages a second. */
  quietGroups: number
  quietPerSecond: number
  publishers: number
  consumers: number
  /** For so long a consumer works on a message before it acks it and polls again. */
  workMs: number
  /** Where a poll finds nothing, the next comes so much later. */
  idleMs: number
  /** Messages of one more group that are kept waiting; 0: there is no such group. */
  noise: number
  /** Waits are of quiet messages published within so long, from five seconds after the noise has begun. */
  measuredMs: number
}

/** `waiting`: the least of the noise that waited meanwhile, once all of it was there. */
export type Outcome = { waits: Waits; taken: number; seconds: number; meter: Meter; waiting: number }

const quietBeforeMs = 10_000
const settlingMs = 5_000
const noisePerCall = 16
const loud = 'loud'

/** Consumers that can do more than the quiet groups ask of them, and from some time on a group that asks for more. */
export async function run(place: Place, load: Load): Promise<Outcome> {
  return await place.done(new Run(place, load).all())
}

class Run {
  readonly #place: Place
  readonly #load: Load
  readonly #queue: QueueRef = aQueue()
  readonly #publishers: Store[]
  readonly #noiseAtMs: number
  readonly #fromMs: number
  readonly #untilMs: number
  readonly #waits = new Waits()
  #isOver = false
  #taken = 0
  #noisePut = 0
  #noiseTaken = 0
  #isNoiseThere = false
  #waiting = Number.POSITIVE_INFINITY

  constructor(place: Place, load: Load) {
    this.#place = place
    this.#load = load
    this.#publishers = Array.from({ length: load.publishers }, (_, nth) => place.open(1 + nth))
    this.#noiseAtMs = place.nowMs() + quietBeforeMs
    this.#fromMs = this.#noiseAtMs + settlingMs
    this.#untilMs = this.#fromMs + load.measuredMs
  }

  async all(): Promise<Outcome> {
    const { consumers, noise } = this.#load
    const working = Array.from({ length: consumers }, (_, nth) => this.#consume(nth))
    const publishing = this.#publishQuiet()
    const loud = noise === 0 ? [] : this.#publishers.map(store => this.#publishNoise(store))
    await this.#until(this.#fromMs)
    this.#place.take()
    const before = this.#taken
    await this.#until(this.#untilMs)
    const [meter, taken] = [this.#place.take(), this.#taken - before]
    const quiet = await publishing
    // Those that still wait are waited for: none must be left out.
    while (this.#waits.count < quiet) await this.#place.pause(100)
    this.#isOver = true
    await Promise.all([...working, ...loud])
    const seconds = this.#load.measuredMs / 1000
    return { waits: this.#waits, taken, seconds, meter, waiting: noise === 0 ? 0 : this.#waiting }
  }

  async #until(atMs: number): Promise<void> {
    await this.#place.pause(atMs - this.#place.nowMs())
  }

  /** How many of those that count were published; more follow until they have all been taken. */
  async #publishQuiet(): Promise<number> {
    const { quietGroups, quietPerSecond } = this.#load
    let counted = 0
    const calls: Promise<unknown>[] = []
    for (let nth = 0; this.#place.nowMs() < this.#untilMs; nth++) {
      const sentAtMs = this.#place.nowMs()
      if (this.#counts(sentAtMs)) counted += 1
      const envelope = anEnvelope({ body: '.'.repeat(200), groupId: `quiet ${nth % quietGroups}`, sentAtMs })
      calls.push(this.#publishers[nth % this.#publishers.length]!.publish(this.#queue, [envelope]))
      await this.#place.pause(1000 / quietPerSecond)
    }
    await Promise.all(calls)
    return counted
  }

  #counts(sentAtMs: number): boolean {
    return sentAtMs >= this.#fromMs && sentAtMs < this.#untilMs
  }

  async #publishNoise(store: Store): Promise<void> {
    await this.#until(this.#noiseAtMs)
    while (!this.#isOver) {
      const waiting = this.#noisePut - this.#noiseTaken
      if (waiting >= this.#load.noise) {
        this.#isNoiseThere = true
        await this.#place.pause(10)
        continue
      }
      if (this.#isNoiseThere) this.#waiting = Math.min(this.#waiting, waiting)
      this.#noisePut += noisePerCall
      const envelope = anEnvelope({ body: '.'.repeat(200), groupId: loud, sentAtMs: this.#place.nowMs() })
      await store.publish(this.#queue, new Array(noisePerCall).fill(envelope))
      await this.#place.pause(1)
    }
  }

  async #consume(nth: number): Promise<void> {
    const store = this.#place.open(1_000 + nth)
    // Not all in step.
    await this.#place.pause((nth * this.#load.workMs) / this.#load.consumers)
    while (!this.#isOver) {
      try {
        if (!(await this.#workOnOne(store))) await this.#place.pause(this.#load.idleMs)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
      }
    }
  }

  async #workOnOne(store: Store): Promise<boolean> {
    const [leased] = await store.poll(this.#queue, aPoll({ maxMessages: 1 }))
    if (leased === undefined) return false
    const { groupId, sentAtMs } = leased.message.envelope
    this.#taken += 1
    if (groupId === loud) this.#noiseTaken += 1
    else if (this.#counts(sentAtMs)) this.#waits.add(this.#place.nowMs() - sentAtMs)
    await this.#place.pause(this.#load.workMs)
    await store.settle(this.#queue, [anAck(leased.receipt)])
    return true
  }
}
