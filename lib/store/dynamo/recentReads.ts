import type { Clock } from '../../domain/clock.ts'
import type { Document } from '../store.ts'

// Every call of a queue needs its document: some hundred queues are in use at a time, others are read again.
const keptMax = 500

type Reading = { asOfMs: number; document: Promise<Document | undefined> }

/** What was read a short while ago, and what is being read: a crowd that wants one document asks once. */
export class RecentReads {
  readonly #wall: Clock
  // Those that were used last stand last.
  readonly #kept = new Map<string, Document>()
  readonly #readings = new Map<string, Reading>()

  constructor(wall: Clock) {
    this.#wall = wall
  }

  /** The document as it was asked for at most `maxAgeMs` ago; undefined when it was not, or when there was none. */
  recall(key: string, maxAgeMs: number): Document | Promise<Document | undefined> | undefined {
    // A wall clock that was set back must not make what was read before it good for ever.
    const isRecent = ({ asOfMs }: { asOfMs: number }) => Math.abs(this.#wall.nowMs() - asOfMs) <= maxAgeMs
    const kept = this.#kept.get(key)
    if (kept !== undefined && isRecent(kept)) {
      this.#keep(key, kept)
      return kept
    }
    const reading = this.#readings.get(key)
    return reading !== undefined && isRecent(reading) ? reading.document : undefined
  }

  /** Asks now, and remembers the answer unless the key is forgotten, or asked for again, meanwhile. */
  async ask(key: string, read: (asOfMs: number) => Promise<Document | undefined>): Promise<Document | undefined> {
    const asOfMs = this.#wall.nowMs()
    const reading = { asOfMs, document: read(asOfMs) }
    this.#readings.set(key, reading)
    const isLatest = () => this.#readings.get(key) === reading
    try {
      const document = await reading.document
      if (isLatest()) this.#keep(key, document)
      return document
    } finally {
      if (isLatest()) this.#readings.delete(key)
    }
  }

  /** What is written makes old what was read before, and what was asked for before. */
  forget(key: string): void {
    this.#kept.delete(key)
    this.#readings.delete(key)
  }

  #keep(key: string, document: Document | undefined): void {
    this.#kept.delete(key)
    if (document === undefined) return
    this.#kept.set(key, document)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= keptMax) return
      this.#kept.delete(oldest)
    }
  }
}
