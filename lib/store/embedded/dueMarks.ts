import type { DatabaseSync } from 'node:sqlite'
import type { QueueRef } from '../../domain/queue.ts'
import { dueCeiling, dueFloor, dueKey, dueMinuteMs, duePageMax, dueStart, parseSake } from '../dueKey.ts'
import type { DueMark, DuePage, DueRange, DueSake } from '../store.ts'
import { query } from './query.ts'

type Row = { key: string; queue: string; uid: string; generation: number; at_ms: number }

/** Which queues have something falling due, by the minute. */
export class DueMarks {
  readonly #insert
  readonly #page
  readonly #deleteBelow

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('INSERT OR IGNORE INTO due_mark VALUES (?, ?, ?, ?, ?)')
    this.#page = query<Row>(database, 'SELECT * FROM due_mark WHERE key > ? AND key <= ? ORDER BY key LIMIT ?')
    this.#deleteBelow = database.prepare(
      'DELETE FROM due_mark WHERE key IN (SELECT key FROM due_mark WHERE key < ? LIMIT ?)',
    )
  }

  add(queue: QueueRef, atMs: number, sake?: DueSake): void {
    const minute = dueMinuteMs(atMs)
    this.#insert.run(dueKey(queue, minute, sake), queue.name, queue.uid, queue.generation, minute)
  }

  page({ afterMs, untilMs }: DueRange, cursor = dueStart(afterMs)): DuePage {
    const rows = this.#page.all(cursor, dueCeiling(untilMs), duePageMax)
    const marks = rows.map(toMark)
    return rows.length < duePageMax ? { marks } : { marks, cursor: rows.at(-1)!.key }
  }

  /** How many of at most `limit` were there to delete. */
  deleteOutdated(nowMs: number, limit: number): number {
    return Number(this.#deleteBelow.run(dueFloor(nowMs), limit).changes)
  }
}

// The sake stands in the key alone, which an older release does not read: it takes any mark for one to look.
const toMark = ({ key, queue, uid, generation, at_ms }: Row): DueMark => ({
  name: queue,
  uid,
  generation,
  atMs: at_ms,
  ...parseSake(key.split(' ')[2]),
})
