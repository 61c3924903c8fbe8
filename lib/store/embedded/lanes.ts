import type { DatabaseSync } from 'node:sqlite'
import type { QueueRef } from '../../domain/queue.ts'
import { laneOf } from '../lane.ts'
import { query } from './query.ts'

// Only a publish that was under way while its queue was purged comes too late, so what is remembered need not be much.
const killedMax = 1000

/** One generation of a queue each: its number, and how many messages it holds. */
export class Lanes {
  // Filled from the database, void after a rollback.
  readonly #ids = new Map<string, number>()
  // Names of lanes killed of late, so that a publish that comes too late does not bring one back to life.
  readonly #killed = new Set<string>()
  // Of the transaction under way: written once, before it commits.
  readonly #changes = new Map<number, number>()
  readonly #select
  readonly #insert
  readonly #count
  readonly #addMessages
  readonly #orphan
  readonly #firstDead
  readonly #delete
  readonly #after

  constructor(database: DatabaseSync) {
    this.#select = query<{ id: number }>(database, 'SELECT id FROM lane WHERE name = ?')
    this.#insert = query<{ id: number }>(database, 'INSERT INTO lane (name, messages) VALUES (?, 0) RETURNING id')
    this.#count = query<{ messages: number }>(database, 'SELECT messages FROM lane WHERE id = ?')
    this.#addMessages = database.prepare('UPDATE lane SET messages = messages + ? WHERE id = ?')
    this.#orphan = database.prepare('UPDATE lane SET name = NULL WHERE name = ?')
    this.#firstDead = query<{ id: number }>(database, 'SELECT id FROM lane WHERE name IS NULL LIMIT 1')
    this.#delete = database.prepare('DELETE FROM lane WHERE id = ?')
    this.#after = query<{ id: number }>(database, 'SELECT id FROM lane WHERE id > ? ORDER BY id LIMIT ?')
  }

  /** The number of a lane that was written to; undefined for any other. */
  find(queue: QueueRef): number | undefined {
    const name = laneOf(queue)
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const row = this.#select.get(name)
    if (row !== undefined) this.#ids.set(name, row.id)
    return row?.id
  }

  /** Whether the lane was killed just now. */
  isDead(queue: QueueRef): boolean {
    return this.#killed.has(laneOf(queue))
  }

  /** For a lane that was killed just now: a dead one, which nothing finds and the next sweep removes. */
  findOrMake(queue: QueueRef): number {
    const known = this.find(queue)
    if (known !== undefined) return known
    const name = laneOf(queue)
    if (this.isDead(queue)) return this.#insert.get(null)!.id
    const { id } = this.#insert.get(name)!
    this.#ids.set(name, id)
    return id
  }

  count(lane: number): number {
    return this.#count.get(lane)!.messages
  }

  addMessages(lane: number, change: number): void {
    this.#changes.set(lane, (this.#changes.get(lane) ?? 0) + change)
  }

  /** Takes the name away, so that nothing finds the lane any more. */
  kill(queue: QueueRef): void {
    this.#orphan.run(laneOf(queue))
    this.#ids.delete(laneOf(queue))
    if (this.#killed.size >= killedMax) this.#killed.clear()
    this.#killed.add(laneOf(queue))
  }

  firstDead(): number | undefined {
    return this.#firstDead.get()?.id
  }

  /** A dead lane that holds nothing any more. */
  remove(lane: number): void {
    this.#changes.delete(lane)
    this.#delete.run(lane)
  }

  /** Numbers of lanes in order, from one on. */
  after(lane: number, limit: number): number[] {
    return this.#after.all(lane, limit).map(({ id }) => id)
  }

  writeCounts(): void {
    for (const [lane, change] of this.#changes) if (change !== 0) this.#addMessages.run(change, lane)
    this.#changes.clear()
  }

  forget(): void {
    this.#killed.clear()
    this.#ids.clear()
    this.#changes.clear()
  }
}
