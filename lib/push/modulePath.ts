import { realpath } from 'node:fs/promises'
import { isAbsolute, join, resolve, sep } from 'node:path'

/**
 * The file that a trigger names, below the folder for modules: its real path, past every link. Undefined where that is not below the
 * folder. A file that is not there yet is taken at its word.
 */
export async function moduleFile(folder: string, path: string): Promise<string | undefined> {
  if (isAbsolute(path) || path.includes('\0')) return undefined
  const root = await realpath(resolve(folder)).catch(() => resolve(folder))
  const named = join(root, path)
  if (!isBelow(root, named)) return undefined
  const file = await realpath(named).catch(() => named)
  return isBelow(root, file) ? file : undefined
}

const isBelow = (root: string, file: string): boolean => file.startsWith(root.endsWith(sep) ? root : root + sep)
