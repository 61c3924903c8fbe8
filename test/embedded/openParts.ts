import type { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import { openDatabase } from '../../lib/store/embedded/database.ts'
import { EmbeddedStore } from '../../lib/store/embedded/embeddedStore.ts'
import { prepareFolder } from '../../lib/store/embedded/folder.ts'
import type { Durability } from '../../lib/store/embedded/groupCommit.ts'
import { makeParts } from '../../lib/store/embedded/openEmbeddedStore.ts'
import { type Disk, Room } from '../../lib/store/embedded/room.ts'
import { bringUpToDate } from '../../lib/store/embedded/schema.ts'
import { Space } from '../../lib/store/embedded/space.ts'
import { aContext } from '../fixtures.ts'
import { aFolder } from './aFolder.ts'

type Wish = { folder?: string; durability?: Durability; freePagesMin?: number; seed?: number; disk?: Disk }

/** A store whose database the test can look into: no other connection could, the store holds it exclusively. */
export function openParts({ folder = aFolder(), durability = 'kill', freePagesMin, seed, disk }: Wish = {}) {
  prepareFolder(folder)
  const database = openDatabase(folder)
  bringUpToDate(database, folder)
  const context = aContext(seed)
  const usual = makeParts(database, folder, durability)
  const room = disk === undefined ? usual.room : new Room(database, () => disk)
  const parts = { ...usual, room, space: new Space(database, freePagesMin) }
  const store = new EmbeddedStore(parts, context)
  onTestFinished(() => store.close())
  return { folder, database, store, clock: context.clock, wall: context.wall }
}

/** How many rows a table has. */
export const countRows = (database: DatabaseSync, table: string): number =>
  Number(Object.values(database.prepare(`SELECT count(*) FROM ${table}`).get()!)[0])

/** Lets the store's own work go on until something has come about; fails when it never does. */
export async function until(come: () => boolean): Promise<void> {
  for (let turn = 0; !come(); turn++) {
    if (turn > 20_000) throw new Error('It did not come about.')
    await new Promise(resolve => setImmediate(resolve))
  }
}
