import type { DatabaseSync } from 'node:sqlite'
import type { PublishReply, PublishResult, RequestKey } from '../store.ts'
import { query } from './query.ts'

type Row = { fingerprint: string; keep_until_ms: number; results: string }

/** What was answered under which request key, so that a repeated call gets the same answer. */
export class Requests {
  readonly #select
  readonly #replace
  readonly #selectFirstEnd
  readonly #deleteOutdated
  readonly #deleteOfLane

  constructor(database: DatabaseSync) {
    this.#select = query<Row>(
      database,
      'SELECT fingerprint, keep_until_ms, results FROM request WHERE lane = ? AND key = ?',
    )
    this.#replace = database.prepare('INSERT OR REPLACE INTO request VALUES (?, ?, ?, ?, ?)')
    this.#selectFirstEnd = query<{ ms: number | null }>(database, 'SELECT min(keep_until_ms) AS ms FROM request')
    this.#deleteOutdated = database.prepare(
      `DELETE FROM request WHERE (lane, key) IN
       (SELECT lane, key FROM request INDEXED BY request_end WHERE keep_until_ms <= ? LIMIT ?)`,
    )
    this.#deleteOfLane = database.prepare(
      'DELETE FROM request WHERE lane = ?1 AND key IN (SELECT key FROM request WHERE lane = ?1 LIMIT ?2)',
    )
  }

  recall(lane: number, { key, fingerprint }: RequestKey, nowMs: number): PublishReply | undefined {
    const earlier = this.#select.get(lane, key)
    if (earlier === undefined || earlier.keep_until_ms <= nowMs) return undefined
    if (earlier.fingerprint !== fingerprint) return { kind: 'requestKeyReused' }
    return { kind: 'published', results: JSON.parse(earlier.results) }
  }

  remember(lane: number, { key, fingerprint, keepUntilMs }: RequestKey, results: readonly PublishResult[]): void {
    this.#replace.run(lane, key, fingerprint, keepUntilMs, JSON.stringify(results))
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
