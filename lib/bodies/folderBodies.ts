import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, opendir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Clock } from '../domain/clock.ts'
import { Problem } from '../domain/problem.ts'
import type { Random } from '../domain/random.ts'
import { type Bodies, bodyClassDays } from './bodies.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

// Files begin their life here; one that is still here after a day was left behind by a process that died.
const unfinished = 'new'
const lives: readonly (readonly [folder: string, days: number])[] = [
  [unfinished, 1],
  ...bodyClassDays.map(days => [`d${days}`, days] as const),
]

/**
 * Bodies as files in a folder that this process has for itself. A body is there whole or not at all, and once `put` has
 * resolved it survives a loss of power. Files whose class is over are removed at open and once an hour of use.
 */
export class FolderBodies implements Bodies {
  readonly #folder: string
  readonly #wall: Clock
  readonly #random: Random
  // Folders whose own names are known to be on the disk.
  readonly #safe = new Set<string>()
  #sweeping: Promise<void>
  #sweepAtMs: number

  constructor(folder: string, { wall, random }: { wall: Clock; random: Random }) {
    this.#folder = resolve(folder)
    this.#wall = wall
    this.#random = random
    this.#sweepAtMs = wall.nowMs() + hourMs
    this.#sweeping = this.#sweep()
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.#sweepHourly()
    const path = this.#pathOf(key)
    const begun = join(this.#folder, unfinished, Buffer.from(this.#random.bytes(16)).toString('hex'))
    try {
      await Promise.all([this.#makeFolder(dirname(path)), this.#makeFolder(dirname(begun))])
      await writeSynced(begun, bytes, this.#wall.nowMs())
      await rename(begun, path)
      await syncFolder(dirname(path))
    } catch (error) {
      await rm(begun, { force: true })
      throw codeOf(error) === 'ENOSPC' ? new Problem('StorageFull') : error
    }
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#pathOf(key))
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }

  /** Waits for the sweep that is under way. */
  async close(): Promise<void> {
    await this.#sweeping
  }

  /** By a hash: keys tell letters apart that some file systems do not, and a folder of too many files is slow. */
  #pathOf(key: string): string {
    const hash = createHash('sha256').update(key).digest('hex')
    return join(this.#folder, key.slice(0, key.indexOf('/')), hash.slice(0, 2), hash)
  }

  /** A file is safe only once every folder on the way to it is. */
  async #makeFolder(path: string): Promise<void> {
    if (this.#safe.has(path)) return
    await mkdir(path, { recursive: true, mode: 0o700 })
    for (let at = path; at.startsWith(this.#folder); at = dirname(at)) await syncFolder(dirname(at))
    this.#safe.add(path)
  }

  #sweepHourly(): void {
    if (this.#wall.nowMs() < this.#sweepAtMs) return
    this.#sweepAtMs = this.#wall.nowMs() + hourMs
    this.#sweeping = this.#sweeping.then(() => this.#sweep())
  }

  async #sweep(): Promise<void> {
    for (const [name, days] of lives)
      for await (const path of filesIn(join(this.#folder, name)))
        await removeOlder(path, this.#wall.nowMs() - days * dayMs)
  }
}

async function writeSynced(path: string, bytes: Uint8Array, nowMs: number): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(bytes)
  // Its age is told by the clock of those who will ask for it.
  await file.utimes(nowMs / 1000, nowMs / 1000)
  await file.sync()
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return // folders cannot be opened there; NTFS journals names itself
  await using folder: FileHandle = await open(path, 'r')
  await folder.sync()
}

async function* filesIn(folder: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(folder, { recursive: true }))
      if (entry.isFile()) yield join(entry.parentPath, entry.name)
  } catch {
    // Not there yet, or not to be read today: what is over is removed another day.
  }
}

/** What is gone by now, or cannot be removed today, is none of the business of whoever publishes. */
async function removeOlder(path: string, thanMs: number): Promise<void> {
  try {
    const { mtimeMs } = await stat(path)
    if (mtimeMs < thanMs) await rm(path, { force: true })
  } catch {}
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code
