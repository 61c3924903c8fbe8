import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import { Problem } from '../domain/problem.ts'
import { Deliveries } from './deliveries.ts'
import type { Pushing } from './pushing.ts'
import { restUntil } from './restUntil.ts'

// After a failure that has nothing to do with the endpoint: a store that is busy wants to be left alone.
const restMs = 1_000

/**
 * Pushes what one queue holds for as long as the process runs: it leases what it has room for and no more, so that a slow
 * endpoint holds up only its own messages.
 */
export class Pusher {
  /** Resolves once it has stopped, or nothing is to be pushed from its queue any more. */
  readonly ended: Promise<void>
  readonly #services: Services
  readonly #pushing: Pushing
  readonly #deliveries: Deliveries
  readonly #ending = new AbortController()

  constructor(services: Services, queue: string, pushing: Pushing) {
    this.#services = services
    this.#pushing = pushing
    this.#deliveries = new Deliveries(services, queue, pushing, { isMarked: false })
    this.ended = this.#run(this.#ending.signal).then(() => this.#deliveries.stop())
  }

  /** Takes nothing more, gives back what has not begun, and waits for what has, for as long as `limits.pushStopSeconds`. */
  stop(): Promise<void> {
    this.#ending.abort()
    return this.ended
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted)
      try {
        if ((await this.#deliveries.next(limits.waitSecondsMax, signal)) === 'gone') return
      } catch (error) {
        if (signal.aborted || isGone(error)) return
        this.#pushing.onFailure(error)
        const { wall } = this.#services
        await restUntil(wall, wall.nowMs() + restMs, signal)
      }
  }
}

/** The queue itself is gone, and whatever was in it. */
export const isGone = (error: unknown): boolean => error instanceof Problem && error.code === 'QueueNotFound'
