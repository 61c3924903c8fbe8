import type { Time } from './time.ts'

/**
 * What a worker knows of the lease of a message. Lost when the server says so, or when nothing renewed it in time: whoever
 * cannot reach the server hears no outcome, yet the lease ends all the same.
 */
export class Lease {
  readonly #time: Time
  readonly #lengthMs: number
  readonly #lost = new AbortController()
  #disarm = (): void => {}

  /** Begins now, when the answer that granted it is here: by its end it has certainly ended at the server too. */
  constructor(time: Time, lengthMs: number) {
    this.#time = time
    this.#lengthMs = lengthMs
    this.renew()
  }

  /** Aborts when the lease is lost. */
  get signal(): AbortSignal {
    return this.#lost.signal
  }

  /** Lasts its whole length again from now; what is lost stays lost. */
  renew(): void {
    if (this.signal.aborted) return
    this.#disarm()
    this.#disarm = this.#time.after(this.#lengthMs, () => this.lose('not renewed in time'))
  }

  lose(why: string): void {
    this.#disarm()
    this.#lost.abort(new Error(`the lease is lost: ${why}`))
  }

  /** The message is settled: there is nothing left to lose. */
  end(): void {
    this.#disarm()
  }
}
