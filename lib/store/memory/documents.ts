import type { Clock } from '../../domain/clock.ts'
import { SortedMap } from '../../sortedMap.ts'
import { frozen } from '../frozen.ts'
import type { Document, Documents, Json, WriteOutcome } from '../store.ts'

type Kept = Omit<Document, 'asOfMs'>

/** Control-plane records in plain maps, in order of their names. */
export class MemoryDocuments implements Documents {
  readonly #kinds = new Map<string, SortedMap<string, Kept>>()
  readonly #wall: Clock
  readonly #check: () => void
  #version = 0

  /** `check` throws once the store is closed. */
  constructor(wall: Clock, check: () => void) {
    this.#wall = wall
    this.#check = check
  }

  async read(kind: string, name: string): Promise<Document | undefined> {
    const kept = this.#kind(kind).get(name)
    return kept && this.#asOfNow(kept)
  }

  async write(kind: string, name: string, value: Json, expected: number | 'absent'): Promise<WriteOutcome> {
    if ((this.#kind(kind).get(name)?.version ?? 'absent') !== expected) return { kind: 'conflict' }
    this.#version += 1
    this.#kind(kind).set(name, { name, value: frozen(structuredClone(value)), version: this.#version })
    return { kind: 'written', version: this.#version }
  }

  async remove(kind: string, name: string, expected: number): Promise<'removed' | 'conflict'> {
    if (this.#kind(kind).get(name)?.version !== expected) return 'conflict'
    this.#kind(kind).delete(name)
    return 'removed'
  }

  async list(kind: string, page: { prefix: string; limit: number; after?: string | undefined }): Promise<Document[]> {
    const found: Document[] = []
    const from = page.after !== undefined && page.after > page.prefix ? page.after : page.prefix
    for (const [name, kept] of this.#kind(kind).entries(from)) {
      if (!name.startsWith(page.prefix) || found.length === page.limit) break
      if (name !== page.after) found.push(this.#asOfNow(kept))
    }
    return found
  }

  #asOfNow(kept: Kept): Document {
    return { ...kept, asOfMs: this.#wall.nowMs() }
  }

  #kind(kind: string): SortedMap<string, Kept> {
    this.#check()
    const known = this.#kinds.get(kind) ?? new SortedMap<string, Kept>()
    this.#kinds.set(kind, known)
    return known
  }
}
