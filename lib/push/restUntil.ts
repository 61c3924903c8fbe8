import type { Clock } from '../domain/clock.ts'

/** Resolves when the clock shows `atMs`, or the signal aborts. */
export function restUntil(clock: Clock, atMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const cancel = clock.wakeAt(atMs, end)
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    function end(): void {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
  })
}
