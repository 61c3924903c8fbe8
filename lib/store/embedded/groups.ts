import type { DatabaseSync } from 'node:sqlite'
import { tupleQuery } from './query.ts'

/** A group by its head: the first of its messages, and when that is visible. */
export type Group = { id: number; headSeq: number; visibleAtMs: number }

/**
 * The groups of ordered queues. Each has its head beside it, in an index by visible time, so that a poll finds the group that
 * waits longest however many others are closed, and a wait knows when the next one opens. A group without messages is gone.
 */
export class Groups {
  readonly #select
  readonly #insert
  readonly #selectHead
  readonly #selectFirst
  readonly #updateHead
  readonly #updateVisible
  readonly #delete
  readonly #selectOpen
  readonly #selectNext
  readonly #selectLast
  readonly #updateLast

  constructor(database: DatabaseSync) {
    this.#select = tupleQuery<[id: number, headSeq: number]>(
      database,
      'SELECT id, head_seq FROM ordered_group WHERE lane = ? AND name = ?',
    )
    this.#insert = tupleQuery<[id: number]>(
      database,
      'INSERT INTO ordered_group (lane, name, head_seq, head_visible_at_ms) VALUES (?, ?, ?, ?) RETURNING id',
    )
    this.#selectHead = tupleQuery<[seq: number]>(database, 'SELECT head_seq FROM ordered_group WHERE id = ?')
    this.#selectFirst = tupleQuery<[seq: number, visibleAtMs: number]>(
      database,
      `SELECT seq, visible_at_ms FROM message INDEXED BY message_group WHERE group_id = ? ORDER BY seq LIMIT 1`,
    )
    this.#updateHead = database.prepare('UPDATE ordered_group SET head_seq = ?, head_visible_at_ms = ? WHERE id = ?')
    this.#updateVisible = database.prepare(
      'UPDATE ordered_group SET head_visible_at_ms = ? WHERE id = ? AND head_seq = ?',
    )
    this.#delete = database.prepare('DELETE FROM ordered_group WHERE id = ?')
    this.#selectOpen = tupleQuery<[id: number, headSeq: number, visibleAtMs: number]>(
      database,
      `SELECT id, head_seq, head_visible_at_ms FROM ordered_group INDEXED BY ordered_group_wait
       WHERE lane = ? AND (head_visible_at_ms, head_seq) > (?, ?) AND head_visible_at_ms <= ?
       ORDER BY head_visible_at_ms, head_seq LIMIT ?`,
    )
    this.#selectNext = tupleQuery<[visibleAtMs: number]>(
      database,
      `SELECT head_visible_at_ms FROM ordered_group INDEXED BY ordered_group_wait
       WHERE lane = ? ORDER BY head_visible_at_ms LIMIT 1`,
    )
    this.#selectLast = tupleQuery<[last: number]>(database, 'SELECT last FROM ordered_last')
    this.#updateLast = database.prepare('UPDATE ordered_last SET last = ?1 WHERE last < ?1')
  }

  /**
   * The group of this name. The message is its head where there was none, and where it comes before it: one that was
   * moved here keeps its number.
   */
  join(lane: number, name: string, seq: number, visibleAtMs: number): number {
    const known = this.#select.get(lane, name)
    if (known === undefined) return this.#insert.get(lane, name, seq, visibleAtMs)![0]
    const [id, headSeq] = known
    if (seq < headSeq) this.#updateHead.run(seq, visibleAtMs, id)
    return id
  }

  /** A message of the group is visible from another time on. */
  moved(group: number, seq: number, visibleAtMs: number): void {
    this.#updateVisible.run(visibleAtMs, group, seq)
  }

  /** A message of the group was removed. */
  left(group: number, seq: number): void {
    if (this.#selectHead.get(group)![0] !== seq) return
    const first = this.#selectFirst.get(group)
    if (first === undefined) this.#delete.run(group)
    else this.#updateHead.run(...first, group)
  }

  /** Groups whose head is visible, those first that have waited longest, after one where it is given. */
  open(lane: number, nowMs: number, limit: number, after?: Group): Group[] {
    const rows = this.#selectOpen.all(lane, after?.visibleAtMs ?? -1, after?.headSeq ?? -1, nowMs, limit)
    return rows.map(([id, headSeq, visibleAtMs]) => ({ id, headSeq, visibleAtMs }))
  }

  /** When the first head of a lane is (or was) visible. */
  nextVisibleAtMs(lane: number): number | undefined {
    return this.#selectNext.get(lane)?.[0]
  }

  /** The greatest number that a message of an ordered queue has had: none is given again, though all may be gone. */
  lastSeq(): number {
    return this.#selectLast.get()![0]
  }

  keepLastSeq(seq: number): void {
    this.#updateLast.run(seq)
  }
}
