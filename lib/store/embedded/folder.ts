import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export const databasePath = (folder: string): string => join(folder, 'sluice.db')

/** Beside the database: what was committed and not folded into it yet. Gone after a clean stop. */
export const logPath = (folder: string): string => `${databasePath(folder)}-wal`

/** Makes the folder (0700) and an empty database file (0600, which its log inherits) unless they exist. */
export function prepareFolder(folder: string): void {
  const firstMade = mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fileMade = makeFile(databasePath(folder))
  if (fileMade) syncFolder(folder)
  // A name survives a power cut only once the folder that holds it has been written, so every folder made here counts.
  if (firstMade !== undefined) for (const parent of parentsDownTo(folder, firstMade)) syncFolder(parent)
}

/** An existing file is not opened: closing it again would give up the locks that this process may hold on it. */
function makeFile(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function parentsDownTo(folder: string, firstMade: string): string[] {
  const parents: string[] = []
  let at = resolve(folder)
  do {
    at = dirname(at)
    parents.push(at)
  } while (at !== dirname(resolve(firstMade)))
  return parents
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return // folders cannot be opened there; NTFS journals names itself
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
