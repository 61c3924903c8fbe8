import { DatabaseSync } from 'node:sqlite'
import { isBusy, isDamaged } from './failure.ts'
import { databasePath } from './folder.ts'

// The reasons and the measurements stand in docs/adr/0002-embedded-engine.md.
// EXCLUSIVE before WAL: no shared memory file, and a lock that the kernel drops however the process ends.
// NORMAL: the log is synced before its pages are folded into the database, and the database before the log is reused,
// so that a power cut may cost the last moments (see walSync.ts for those who want them) but never the whole.
const settings = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA wal_autocheckpoint = 1000;
  PRAGMA journal_size_limit = 16777216;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -32768;
`

/** Opens the database of a folder for this process alone. Throws, naming the folder, when another one has it. */
export function openDatabase(folder: string): DatabaseSync {
  const database = new DatabaseSync(databasePath(folder), { timeout: 0 })
  try {
    database.exec(settings)
    database.exec('BEGIN IMMEDIATE; COMMIT') // takes the lock, which is then kept
    return database
  } catch (error) {
    database.close()
    throw explained(error, folder)
  }
}

function explained(error: unknown, folder: string): unknown {
  if (isBusy(error))
    return new Error(
      `The data folder ${folder} is in use by another Sluice process. Stop that one, or choose another folder.`,
      { cause: error },
    )
  if (isDamaged(error))
    return new Error(`The data folder ${folder} holds no readable Sluice data: sluice.db is damaged or not ours.`, {
      cause: error,
    })
  return error
}

/** A number that a pragma answers. */
export function readPragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0])
}
