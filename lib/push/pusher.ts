import { type PollOutput, poll } from '../actions/poll.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import { Problem } from '../domain/problem.ts'
import { takenBack } from '../store/takenBack.ts'
import { Deliveries } from './deliveries.ts'
import type { Pushing } from './pushing.ts'
import { restUntil } from './restUntil.ts'
import type { PushSource } from './source.ts'

// After a failure that has nothing to do with the endpoint: a store that is busy wants to be left alone.
const restMs = 1_000

/**
 * Pushes what one queue holds for as long as the process runs: it leases what it has room for and no more, so that a slow
 * endpoint holds up only its own messages.
 */
export class Pusher {
  readonly source: PushSource
  /** Resolves once it has stopped, or its queue is gone. */
  readonly ended: Promise<void>
  readonly #services: Services
  readonly #pushing: Pushing
  readonly #deliveries: Deliveries
  readonly #ending = new AbortController()

  constructor(services: Services, source: PushSource, pushing: Pushing) {
    this.source = source
    this.#services = services
    this.#pushing = pushing
    this.#deliveries = new Deliveries(services, source, pushing, { isMarked: false })
    this.ended = this.#run(this.#ending.signal).then(() => this.#deliveries.allEnded())
  }

  /** Takes nothing more, gives back what has not begun, and waits for what has. */
  stop(): Promise<void> {
    this.#ending.abort()
    return this.ended
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted)
      try {
        await this.#step(signal)
      } catch (error) {
        if (signal.aborted || (error instanceof Problem && error.code === 'QueueNotFound')) return
        this.#pushing.onFailure(error)
        const { wall } = this.#services
        await restUntil(wall, wall.nowMs() + restMs, signal)
      }
  }

  async #step(signal: AbortSignal): Promise<void> {
    const room = this.#deliveries.room()
    if (room <= 0) return this.#deliveries.whenRoom(signal)
    const { queue, messages } = await lease(this.#services, this.source, { room, waitSeconds: waitSecondsMax }, signal)
    if (!signal.aborted) return this.#deliveries.begin(queue, messages)
    const unbegun = messages.map(({ receipt }) => takenBack(receipt))
    if (unbegun.length > 0) await this.#services.store.settle(queue, unbegun)
  }
}

const { waitSecondsMax } = limits

/** Leases up to `room` messages for longer than a delivery takes. */
export const lease = (
  services: Services,
  { queue }: PushSource,
  { room: maxMessages, waitSeconds }: { room: number; waitSeconds: number },
  signal: AbortSignal,
): Promise<PollOutput> =>
  poll(services, { queue, maxMessages, waitSeconds, visibilityTimeoutSeconds: limits.pushLeaseSeconds }, signal)
