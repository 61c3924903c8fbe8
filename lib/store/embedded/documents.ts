import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../domain/clock.ts'
import { frozen } from '../frozen.ts'
import type { Document, Documents, Json, WriteOutcome } from '../store.ts'
import { endGeneration } from './generations.ts'
import type { GroupCommit } from './groupCommit.ts'
import type { Lanes } from './lanes.ts'
import { query } from './query.ts'

type Kept = Omit<Document, 'asOfMs'>
type Row = { name: Uint8Array; version: number; value: string }

// Every request reads its queue's document; beyond this many the cache starts again.
const cachedMax = 10_000

/** Control-plane records. Read ones are kept in memory: no other process has the folder. */
export class EmbeddedDocuments implements Documents {
  readonly #lanes: Lanes
  readonly #group: GroupCommit
  readonly #wall: Clock
  readonly #check: () => void
  readonly #cache = new Map<string, Kept>()
  readonly #select
  readonly #selectPage
  readonly #nextVersion
  readonly #replace
  readonly #delete

  /** `check` throws once the store is closed. */
  constructor(database: DatabaseSync, lanes: Lanes, group: GroupCommit, wall: Clock, check: () => void) {
    this.#lanes = lanes
    this.#group = group
    this.#wall = wall
    this.#check = check
    this.#select = query<Row>(database, 'SELECT name, version, value FROM document WHERE kind = ? AND name = ?')
    this.#selectPage = query<Row>(
      database,
      'SELECT name, version, value FROM document WHERE kind = ? AND name >= ? AND name <> ? ORDER BY name LIMIT ?',
    )
    this.#nextVersion = query<{ last: number }>(database, 'UPDATE document_version SET last = last + 1 RETURNING last')
    this.#replace = database.prepare('INSERT OR REPLACE INTO document (kind, name, version, value) VALUES (?, ?, ?, ?)')
    this.#delete = database.prepare('DELETE FROM document WHERE kind = ? AND name = ?')
  }

  async read(kind: string, name: string): Promise<Document | undefined> {
    this.#check()
    const kept = this.#find(kind, name)
    return kept && this.#asOfNow(kept)
  }

  async write(kind: string, name: string, value: Json, expected: number | 'absent'): Promise<WriteOutcome> {
    this.#check()
    const text = JSON.stringify(value)
    const work = (): WriteOutcome => {
      if ((this.#find(kind, name)?.version ?? 'absent') !== expected) return { kind: 'conflict' }
      endGeneration(this.#lanes, kind, this.#find(kind, name)?.value, value)
      const { last: version } = this.#nextVersion.get()!
      this.#replace.run(kind, encodeName(name), version, text)
      this.#cache.delete(keyOf(kind, name))
      return { kind: 'written', version }
    }
    return this.#group.run(work, { bytes: text.length })
  }

  async remove(kind: string, name: string, expected: number): Promise<'removed' | 'conflict'> {
    this.#check()
    return this.#group.run(() => {
      if (this.#find(kind, name)?.version !== expected) return 'conflict'
      endGeneration(this.#lanes, kind, this.#find(kind, name)?.value, undefined)
      this.#delete.run(kind, encodeName(name))
      this.#cache.delete(keyOf(kind, name))
      return 'removed'
    })
  }

  async list(kind: string, page: { prefix: string; limit: number; after?: string | undefined }): Promise<Document[]> {
    this.#check()
    const { prefix, limit, after } = page
    const from = after !== undefined && after > prefix ? after : prefix
    const skipped = after === undefined ? noName : encodeName(after)
    const rows = this.#selectPage.all(kind, encodeName(from), skipped, limit)
    const found = rows.map(toKept).filter(({ name }) => name.startsWith(prefix))
    return found.map(kept => this.#asOfNow(kept))
  }

  /** What was cached may come from a transaction that was undone. */
  forget(): void {
    this.#cache.clear()
  }

  #find(kind: string, name: string): Kept | undefined {
    const key = keyOf(kind, name)
    const cached = this.#cache.get(key)
    if (cached !== undefined) return cached
    const row = this.#select.get(kind, encodeName(name))
    if (row === undefined) return undefined
    const kept = toKept(row)
    if (this.#cache.size >= cachedMax) this.#cache.clear()
    this.#cache.set(key, kept)
    return kept
  }

  #asOfNow(kept: Kept): Document {
    return { ...kept, asOfMs: this.#wall.nowMs() }
  }
}

const keyOf = (kind: string, name: string): string => `${kind} ${name}`

// No name is an odd number of bytes long.
const noName = Buffer.of(0)

const encodeName = (name: string): Buffer => Buffer.from(name, 'utf16le').swap16()
const decodeName = (bytes: Uint8Array): string => Buffer.from(bytes).swap16().toString('utf16le')

const toKept = ({ name, version, value }: Row): Kept => ({
  name: decodeName(name),
  value: frozen(JSON.parse(value)),
  version,
})
