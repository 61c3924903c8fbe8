import type { DatabaseSync } from 'node:sqlite'
import type { Json } from '../store.ts'
import { KeptUntil } from './keptUntil.ts'
import { query } from './query.ts'

type Row = { keep_until_ms: number; value: string }

/** What a key is of: a deduplication key, with what the first publish was answered; an attempt id, with its hand-out. */
export type Kind = 'original' | 'attempt'

// Each new key makes room for itself, so that however many come, the table holds little that is over.
const dropsPerKey = 2

/** What ordered queues remember by key until its time is over. */
export class Remembered extends KeptUntil {
  readonly #select
  readonly #replace

  constructor(database: DatabaseSync) {
    super(database, 'remembered', 'lane, kind, key')
    this.#select = query<Row>(
      database,
      'SELECT keep_until_ms, value FROM remembered WHERE lane = ? AND kind = ? AND key = ?',
    )
    this.#replace = database.prepare('INSERT OR REPLACE INTO remembered VALUES (?, ?, ?, ?, ?)')
  }

  recall<Value extends Json>(lane: number, kind: Kind, key: string, nowMs: number): Value | undefined {
    const row = this.#select.get(lane, kind, key)
    return row === undefined || row.keep_until_ms <= nowMs ? undefined : JSON.parse(row.value)
  }

  remember(lane: number, kind: Kind, key: string, value: Json, keepUntilMs: number, nowMs: number): void {
    this.#replace.run(lane, kind, key, keepUntilMs, JSON.stringify(value))
    this.deleteOutdated(nowMs, dropsPerKey)
  }
}
