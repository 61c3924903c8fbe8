import type { DatabaseSync } from 'node:sqlite'
import { query } from './query.ts'

/** A table of what is kept under a key of a lane until its time is over. */
export class KeptUntil {
  readonly #selectFirstEnd
  readonly #deleteOutdated
  readonly #deleteOfLane

  /** `key`: the columns of its primary key. */
  constructor(database: DatabaseSync, table: 'request' | 'remembered', key: string) {
    this.#selectFirstEnd = query<{ ms: number | null }>(database, `SELECT min(keep_until_ms) AS ms FROM ${table}`)
    this.#deleteOutdated = database.prepare(
      `DELETE FROM ${table} WHERE (${key}) IN
       (SELECT ${key} FROM ${table} INDEXED BY ${table}_end WHERE keep_until_ms <= ? LIMIT ?)`,
    )
    this.#deleteOfLane = database.prepare(
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE lane = ? LIMIT ?)`,
    )
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
