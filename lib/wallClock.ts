import type { Clock } from './domain/clock.ts'

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
