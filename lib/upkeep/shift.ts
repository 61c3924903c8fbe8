import type { Services } from '../actions/services.ts'

/** For how long somebody works on redrives, and under which name. */
export type Shift = {
  by: string
  /** Of the wall; absent: until the signal aborts. */
  untilWallMs?: number | undefined
  signal: AbortSignal
}

export const isOut = ({ untilWallMs, signal }: Shift, { wall }: Services): boolean =>
  signal.aborted || (untilWallMs !== undefined && wall.nowMs() >= untilWallMs)

// A cancel is seen by then, also while a virtual clock stands still.
const restMsMax = 1_000

/** Resolves when the queue clock shows `atMs`, or the shift ends; after a second of the wall in any case. */
export function rest(
  { clock, wall }: Services,
  { untilWallMs, signal }: Omit<Shift, 'by'>,
  atMs: number,
): Promise<void> {
  return new Promise(resolve => {
    const endMs = wall.nowMs() + restMsMax
    const cancels = [clock.wakeAt(atMs, end), wall.wakeAt(Math.min(endMs, untilWallMs ?? endMs), end)]
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    function end(): void {
      for (const cancel of cancels) cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
  })
}
