import type { DatabaseSync } from 'node:sqlite'
import type { PublishReply, PublishResult, RequestKey } from '../store.ts'
import { KeptUntil } from './keptUntil.ts'
import { query } from './query.ts'

type Row = { fingerprint: string; keep_until_ms: number; results: string }

/** What was answered under which request key, so that a repeated call gets the same answer. */
export class Requests extends KeptUntil {
  readonly #select
  readonly #replace

  constructor(database: DatabaseSync) {
    super(database, 'request', 'lane, key')
    this.#select = query<Row>(
      database,
      'SELECT fingerprint, keep_until_ms, results FROM request WHERE lane = ? AND key = ?',
    )
    this.#replace = database.prepare('INSERT OR REPLACE INTO request VALUES (?, ?, ?, ?, ?)')
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
}
