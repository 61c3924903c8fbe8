import type { Bodies } from './bodies.ts'

/** Bodies in a map, for tests: nothing survives the process, and nothing expires. */
export class MemoryBodies implements Bodies {
  readonly #kept = new Map<string, Uint8Array>()

  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.#kept.set(key, Uint8Array.from(bytes))
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const bytes = this.#kept.get(key)
    return bytes && Uint8Array.from(bytes)
  }

  keys(): string[] {
    return [...this.#kept.keys()]
  }
}
