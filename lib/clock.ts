import type { Cancel, Clock } from './domain/clock.ts'
import { SortedMap } from './sortedMap.ts'

export { wallClock } from './wallClock.ts'

/** A clock that stands still until it is advanced, and then rings every alarm it passes, in order. */
export class VirtualClock implements Clock {
  #nowMs: number
  #alarms = 0
  readonly #due = new SortedMap<readonly [atMs: number, alarm: number], () => void>(
    undefined,
    (a, b) => a[0] - b[0] || a[1] - b[1],
  )

  constructor(startMs: number) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  wakeAt(atMs: number, wake: () => void): Cancel {
    const key = [Math.max(atMs, this.#nowMs + 1), this.#alarms++] as const
    this.#due.set(key, wake)
    return () => this.#due.delete(key)
  }

  /** Moves on by `ms` (0 or more); each alarm rings with the clock at its own time. */
  advanceMs(ms: number): void {
    const untilMs = this.#nowMs + ms
    for (let key = this.#due.minKey(); key !== undefined && key[0] <= untilMs; key = this.#due.minKey()) {
      const wake = this.#due.get(key)
      this.#due.delete(key)
      this.#nowMs = key[0]
      wake?.()
    }
    this.#nowMs = untilMs
  }
}
