import type { DatabaseSync } from 'node:sqlite'
import { type Query, tupleQuery } from './query.ts'

// Free pages are used again before the file grows, so a file is only cut when it is nearly all free space. That blocks
// for some 50 ms, the time of two syncs: once for every 64 MiB, at most, that were written and removed again.
const freePagesMinDefault = 16_384
const usedPagesMax = 1024

/** Gives the space of a file that has become nearly empty back to the file system. */
export class Space {
  readonly #database: DatabaseSync
  readonly #freePagesMin: number
  readonly #free: Query<[pages: number]>
  readonly #all: Query<[pages: number]>

  constructor(database: DatabaseSync, freePagesMin = freePagesMinDefault) {
    this.#database = database
    this.#freePagesMin = freePagesMin
    this.#free = tupleQuery(database, 'PRAGMA freelist_count')
    this.#all = tupleQuery(database, 'PRAGMA page_count')
  }

  /** Cheap where there is nothing to give back. Not inside a transaction. */
  giveBack(): void {
    const [freePages] = this.#free.get()!
    if (freePages < this.#freePagesMin || this.#all.get()![0] - freePages > usedPagesMax) return
    try {
      this.#database.exec('VACUUM; PRAGMA wal_checkpoint(PASSIVE)')
    } catch {
      // A disk too full to be tidied: the free pages stay in the file, to be used again.
    }
  }
}
