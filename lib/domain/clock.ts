/** Takes a wake-up back. Calling it twice, or after the wake-up came, does nothing. */
export type Cancel = () => void

/**
 * Time, handed in. Two clocks travel through the code: `wall` for signatures, dates and how long a caller waits,
 * `clock` for everything a queue promises (delay, lease, retention), which tests and `--clock virtual` move by hand.
 */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z, a whole number. */
  nowMs(): number
  /** Calls `wake` once, as soon as the clock shows `atMs` or later; never from inside this call. */
  wakeAt(atMs: number, wake: () => void): Cancel
}
