import type { Cancel, Clock } from './domain/clock.ts'
import { SortedMap } from './sortedMap.ts'

// setTimeout takes at most 2^31 - 1 ms, about 24 days; a longer wait is made of several.
const timerMsMax = 2_000_000_000

/** The system's clock. Its alarms do not keep the process alive. */
export const wallClock: Clock = {
  nowMs: () => Date.now(),
  wakeAt(atMs, wake) {
    let timer: NodeJS.Timeout
    const arm = (): void => {
      const leftMs = Math.max(0, atMs - Date.now())
      timer = setTimeout(ring, Math.min(leftMs, timerMsMax)).unref()
    }
    // Not yet, when the wait is made of several; and timers may fire a millisecond early by this clock.
    const ring = (): void => (Date.now() < atMs ? arm() : wake())
    arm()
    return () => clearTimeout(timer)
  },
}

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
