import type { DatabaseSync } from 'node:sqlite'
import { readPragma } from './database.ts'

// Free pages are used again before the file grows, so a file is only cut when it is nearly all free space. Copying
// the few pages in use then takes a few milliseconds, once for every 16 MiB that were written and removed again.
const freePagesMin = 4096
const usedPagesMax = 1024

/** Gives free space back to the file system when little else is left. Not inside a transaction. */
export function giveBackSpace(database: DatabaseSync): void {
  const freePages = readPragma(database, 'freelist_count')
  const usedPages = readPragma(database, 'page_count') - freePages
  if (freePages < freePagesMin || usedPages > usedPagesMax) return
  try {
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // A disk too full to be tidied: the free pages stay in the file, to be used again.
  }
}
