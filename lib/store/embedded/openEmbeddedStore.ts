import type { DatabaseSync } from 'node:sqlite'
import type * as contract from '../store.ts'
import { openDatabase } from './database.ts'
import { EmbeddedStore, type Parts } from './embeddedStore.ts'
import { logPath, prepareFolder } from './folder.ts'
import type { Durability } from './groupCommit.ts'
import { diskOf, Room } from './room.ts'
import { bringUpToDate } from './schema.ts'
import { Space } from './space.ts'
import { WalSync } from './walSync.ts'

/**
 * The durable store of one machine, in one folder that it has to itself. Throws a plain Error that names the folder
 * when another process has it, when a newer release wrote it, or when it holds something else.
 */
export async function openEmbeddedStore(
  folder: string,
  context: contract.StoreContext,
  { durability = 'kill' }: { durability?: Durability } = {},
): Promise<contract.Store> {
  prepareFolder(folder)
  const database = openDatabase(folder)
  try {
    bringUpToDate(database, folder)
    return new EmbeddedStore(makeParts(database, folder, durability), context)
  } catch (error) {
    database.close()
    throw error
  }
}

export const makeParts = (database: DatabaseSync, folder: string, durability: Durability): Parts => ({
  database,
  durability,
  sync: new WalSync(logPath(folder)),
  room: new Room(database, () => diskOf(folder)),
  space: new Space(database),
})
