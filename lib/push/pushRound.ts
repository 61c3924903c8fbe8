import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import type { Cancel } from '../domain/clock.ts'
import { limits } from '../domain/limits.ts'
import { Problem } from '../domain/problem.ts'
import { Deliveries } from './deliveries.ts'
import { lease } from './pusher.ts'
import type { Pushing } from './pushing.ts'
import type { PushSource } from './source.ts'

/**
 * Pushes what one queue holds, where nobody stays to wait: until there is nothing more, or the wall clock shows
 * `untilWallMs`. What comes again within that time is waited for; what comes later is marked as due, as is what a crash would
 * leave leased.
 */
export async function pushRound(
  services: Services,
  source: PushSource,
  pushing: Pushing,
  untilWallMs: number,
): Promise<void> {
  const round = new Round(services, source, pushing, untilWallMs)
  try {
    while (await round.step());
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'QueueNotFound') throw error
  } finally {
    await round.end()
  }
}

class Round {
  readonly #services: Services
  readonly #source: PushSource
  readonly #deliveries: Deliveries
  readonly #untilWallMs: number
  readonly #ending = new AbortController()
  readonly #cancel: Cancel

  constructor(services: Services, source: PushSource, pushing: Pushing, untilWallMs: number) {
    this.#services = services
    this.#source = source
    this.#deliveries = new Deliveries(services, source, pushing, { isMarked: true })
    this.#untilWallMs = untilWallMs
    this.#cancel = services.wall.wakeAt(untilWallMs, () => this.#ending.abort())
  }

  /** False: there is nothing left to do, or no time. */
  async step(): Promise<boolean> {
    const { signal } = this.#ending
    const room = this.#deliveries.room()
    if (room <= 0) {
      await this.#deliveries.whenRoom(signal)
      return true
    }
    if (signal.aborted) return this.#leaveTheRest()
    const waitSeconds = this.#secondsToReturn()
    const { queue, messages } = await lease(this.#services, this.#source, { room, waitSeconds }, signal)
    if (messages.length === 0) return this.#hasMore()
    const { store, clock } = this.#services
    await store.markDue(queue, clock.nowMs() + limits.pushLeaseSeconds * 1000)
    this.#deliveries.begin(queue, messages)
    return true
  }

  async end(): Promise<void> {
    this.#cancel()
    await this.#deliveries.allEnded()
  }

  async #hasMore(): Promise<boolean> {
    if (this.#deliveries.underWay > 0) await this.#deliveries.oneEnded()
    else return this.#secondsToReturn() > 0 || this.#ending.signal.aborted
    return true
  }

  /** How long to wait for what was given back; 0 where that comes after the end, or something is under way. */
  #secondsToReturn(): number {
    const { clock, wall } = this.#services
    const ms = this.#deliveries.nextReturnMs() - clock.nowMs()
    if (this.#deliveries.underWay > 0 || ms > this.#untilWallMs - wall.nowMs()) return 0
    return Math.min(limits.waitSecondsMax, Math.ceil(ms / 1000))
  }

  async #leaveTheRest(): Promise<false> {
    const found = await findQueue(this.#services, this.#source.queue)
    if (found !== undefined) await this.#services.store.markDue(found.queue, this.#services.clock.nowMs() + 1)
    return false
  }
}
