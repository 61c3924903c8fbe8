export type Sums = { requests: number; refusals: number; failures: number; totalMs: number; maxMs: number }

const nothing: Sums = { requests: 0, refusals: 0, failures: 0, totalMs: 0, maxMs: 0 }

/** Requests summed up in memory. Refusals are 4xx, failures 5xx. */
export class Tally {
  #sums: Sums = { ...nothing }

  add(status: number, tookMs: number): void {
    const sums = this.#sums
    sums.requests++
    if (status >= 500) sums.failures++
    else if (status >= 400) sums.refusals++
    sums.totalMs += tookMs
    if (tookMs > sums.maxMs) sums.maxMs = tookMs
  }

  /** What was summed up since the last time. */
  take(): Sums {
    const sums = this.#sums
    this.#sums = { ...nothing }
    return sums
  }
}
