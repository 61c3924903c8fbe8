import type { Cancel, Clock } from '../domain/clock.ts'

const minuteMs = 60_000

/** Acts once, when the next minute of the clock begins. */
export const atNextMinute = (clock: Clock, act: () => void): Cancel =>
  clock.wakeAt((Math.floor(clock.nowMs() / minuteMs) + 1) * minuteMs, act)
