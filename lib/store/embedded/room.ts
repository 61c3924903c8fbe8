import { statfsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { type Query, tupleQuery } from './query.ts'

// Polling and acking write too: the log grows by up to a group and a checkpoint's worth (8 MiB), and folding it grows
// the database by as much. This much stays for them, so that what a full disk holds can still be worked off.
const reservedBytes = 32 * 1024 * 1024
/** On a small disk the reserve is this part of it. */
const reservedShare = 1 / 8

const bytesPerLook = 1024 * 1024
const messageOverheadBytes = 256

export type Disk = { freeBytes: number; sizeBytes: number }

/** Whether new messages may be taken in. Space inside the file that may be used again counts as room. */
export class Room {
  readonly #readDisk: () => Disk
  readonly #freePages: Query<[pages: number]>
  readonly #pageBytes: number
  #bytesUntilLook = 0
  #isLow = false

  constructor(database: DatabaseSync, readDisk: () => Disk) {
    this.#readDisk = readDisk
    this.#freePages = tupleQuery(database, 'PRAGMA freelist_count')
    this.#pageBytes = tupleQuery<[bytes: number]>(database, 'PRAGMA page_size').get()![0]
  }

  /** Looks at the disk once for every mebibyte that is asked for, and each time while there is little left. */
  isThereFor(bytes: number): boolean {
    this.#bytesUntilLook -= bytes + messageOverheadBytes
    if (this.#isLow || this.#bytesUntilLook <= 0) this.#look()
    return !this.#isLow
  }

  #look(): void {
    const { freeBytes, sizeBytes } = this.#readDisk()
    const reusableBytes = this.#freePages.get()![0] * this.#pageBytes
    this.#isLow = freeBytes + reusableBytes < Math.min(reservedBytes, sizeBytes * reservedShare)
    this.#bytesUntilLook = bytesPerLook
  }
}

export function diskOf(folder: string): Disk {
  const { bavail, blocks, bsize } = statfsSync(folder)
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize }
}
