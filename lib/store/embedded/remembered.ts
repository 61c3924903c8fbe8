import type { DatabaseSync } from 'node:sqlite'
import type { Json } from '../store.ts'
import { query } from './query.ts'

type Row = { keep_until_ms: number; value: string }

/** What a key is of: a deduplication key, with what the first publish was answered; an attempt id, with its hand-out. */
export type Kind = 'original' | 'attempt'

// Each new key makes room for itself, so that however many come, the table holds little that is over.
const dropsPerKey = 2

/** What ordered queues remember by key until its time is over. */
export class Remembered {
  readonly #select
  readonly #replace
  readonly #selectFirstEnd
  readonly #deleteOutdated
  readonly #deleteOfLane

  constructor(database: DatabaseSync) {
    this.#select = query<Row>(
      database,
      'SELECT keep_until_ms, value FROM remembered WHERE lane = ? AND kind = ? AND key = ?',
    )
    this.#replace = database.prepare('INSERT OR REPLACE INTO remembered VALUES (?, ?, ?, ?, ?)')
    this.#selectFirstEnd = query<{ ms: number | null }>(database, 'SELECT min(keep_until_ms) AS ms FROM remembered')
    this.#deleteOutdated = database.prepare(
      `DELETE FROM remembered WHERE (lane, kind, key) IN
       (SELECT lane, kind, key FROM remembered INDEXED BY remembered_end WHERE keep_until_ms <= ? LIMIT ?)`,
    )
    this.#deleteOfLane = database.prepare(
      `DELETE FROM remembered WHERE (lane, kind, key) IN
       (SELECT lane, kind, key FROM remembered WHERE lane = ? LIMIT ?)`,
    )
  }

  recall<Value extends Json>(lane: number, kind: Kind, key: string, nowMs: number): Value | undefined {
    const row = this.#select.get(lane, kind, key)
    return row === undefined || row.keep_until_ms <= nowMs ? undefined : JSON.parse(row.value)
  }

  remember(lane: number, kind: Kind, key: string, value: Json, keepUntilMs: number, nowMs: number): void {
    this.#replace.run(lane, kind, key, keepUntilMs, JSON.stringify(value))
    this.deleteOutdated(nowMs, dropsPerKey)
  }

  /** When the first of them may be forgotten. */
  firstEndMs(): number | undefined {
    return this.#selectFirstEnd.get()!.ms ?? undefined
  }

  /** How many of at most `limit` were there to delete. */
  deleteOutdated(nowMs: number, limit: number): number {
    return Number(this.#deleteOutdated.run(nowMs, limit).changes)
  }

  deleteOfLane(lane: number, limit: number): number {
    return Number(this.#deleteOfLane.run(lane, limit).changes)
  }
}
