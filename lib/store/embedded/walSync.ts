import { closeSync, fdatasync, openSync } from 'node:fs'

export type SyncFile = (handle: number, done: (error: Error | null) => void) => void

type Waiter = { resolve: () => void; reject: (error: Error) => void }

/**
 * Tells when what was committed is on the disk: one sync of the write-ahead log at a time, off the main thread, each
 * covering every commit that came before it began.
 *
 * After a failed sync nothing can be promised any more (the kernel may have dropped the pages that it could not
 * write, and the next sync would not say so), so from then on every call fails until the store is opened again.
 */
export class WalSync {
  readonly #handle: number
  readonly #syncFile: SyncFile
  #waiting: Waiter[] = []
  #busy = false
  #broken: Error | undefined

  constructor(path: string, syncFile: SyncFile = fdatasync) {
    this.#handle = openSync(path, 'r+')
    this.#syncFile = syncFile
  }

  /** Why nothing can be promised any more; undefined while all is well. */
  get broken(): Error | undefined {
    return this.#broken
  }

  /** Resolves when everything committed before this call is on the disk. */
  covering(): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      // A sync under way may have begun before the caller's commit; the next one has not.
      if (!this.#busy) this.#begin()
    })
  }

  /** Waits for the sync under way; nobody may ask for another. */
  async close(): Promise<void> {
    if (this.#busy) await this.covering().catch(() => {})
    closeSync(this.#handle)
  }

  #begin(): void {
    const covered = this.#waiting
    this.#waiting = []
    this.#busy = true
    this.#syncFile(this.#handle, error => {
      this.#busy = false
      if (error !== null) return this.#break(error, covered)
      if (this.#waiting.length > 0) this.#begin()
      for (const { resolve } of covered) resolve()
    })
  }

  #break(cause: Error, covered: Waiter[]): void {
    const text = `The disk failed to keep what was written (${cause.message}). Restart Sluice when it is in order.`
    this.#broken = new Error(text, { cause })
    for (const { reject } of [...covered, ...this.#waiting]) reject(this.#broken)
    this.#waiting = []
  }
}
