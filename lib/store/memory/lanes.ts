import { NoisyGroups } from '../../domain/noisyGroups.ts'
import { isOrdered, sequenceAfter } from '../../domain/ordered.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { laneOf } from '../lane.ts'
import { Lane } from './lane.ts'
import { OrderedLane } from './orderedLane.ts'

/** The lanes of all queues, the numbers of their messages, and whose yield. */
export class Lanes {
  readonly noisy = new NoisyGroups()
  readonly #byName = new Map<string, Lane>()
  readonly #dead = new Set<string>()
  #seq = 0
  #lastSequence = 0

  of(queue: QueueRef): Lane {
    const known = this.#byName.get(laneOf(queue))
    if (known !== undefined) return known
    const fresh = isOrdered(queue) ? new OrderedLane() : new Lane()
    this.#byName.set(laneOf(queue), fresh)
    return fresh
  }

  kill(queue: QueueRef): void {
    this.#dead.add(laneOf(queue))
    this.#byName.delete(laneOf(queue))
  }

  isDead(queue: QueueRef): boolean {
    return this.#dead.has(laneOf(queue))
  }

  /** The place of the next message; in ordered queues also its number. */
  next(queue: QueueRef, nowMs: number): { seq: number; sequence?: number } {
    const seq = this.#seq++
    if (!isOrdered(queue)) return { seq }
    this.#lastSequence = sequenceAfter(this.#lastSequence, nowMs)
    return { seq, sequence: this.#lastSequence }
  }
}
