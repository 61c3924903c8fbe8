import type { Cancel, Clock } from './clock.ts'

const minuteMs = 60_000

/** Acts once, when the next minute of the clock begins. */
export const atNextMinute = (clock: Clock, act: () => void): Cancel =>
  clock.wakeAt((Math.floor(clock.nowMs() / minuteMs) + 1) * minuteMs, act)

/** Acts when each minute of the clock begins, until it is cancelled. */
export function everyMinute(clock: Clock, act: () => void): Cancel {
  let cancel: Cancel = () => {}
  const schedule = (): void => {
    cancel = atNextMinute(clock, () => {
      act()
      schedule()
    })
  }
  schedule()
  return () => cancel()
}
