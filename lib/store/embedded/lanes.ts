import type { DatabaseSync } from 'node:sqlite'
import { limits } from '../../domain/limits.ts'
import type { QueueRef } from '../../domain/queue.ts'
import { laneOf } from '../lane.ts'
import { query } from './query.ts'

// Only a publish that was under way while its queue was purged comes too late, so what is remembered need not be much.
const killedMax = 1000

/** A lane by its number, and the rank of what it holds (`rankOf`). */
export type RankedLane = { id: number; rank: number }

// The messages of the default priority lie in the lane named for the queue; the name of another rank's goes on with a full
// stop, which stands right before the `/` that ends a search for them all.
const rankedName = (name: string, rank: number): string => (rank === limits.priorityDefault ? name : `${name}.${rank}`)
const ofQueue = "name >= ?1 AND name < ?1 || '/'"

/** One generation of a queue each, or one rank of it: its number, and how many messages it holds. */
export class Lanes {
  // Those of each generation, the best first. Filled from the database, void after a rollback.
  readonly #ids = new Map<string, readonly RankedLane[]>()
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
    this.#select = query<{ id: number; name: string }>(database, `SELECT id, name FROM lane WHERE ${ofQueue}`)
    this.#insert = query<{ id: number }>(database, 'INSERT INTO lane (name, messages) VALUES (?, 0) RETURNING id')
    this.#count = query<{ messages: number }>(database, 'SELECT messages FROM lane WHERE id = ?')
    this.#addMessages = database.prepare('UPDATE lane SET messages = messages + ? WHERE id = ?')
    this.#orphan = database.prepare(`UPDATE lane SET name = NULL WHERE ${ofQueue}`)
    this.#firstDead = query<{ id: number }>(database, 'SELECT id FROM lane WHERE name IS NULL LIMIT 1')
    this.#delete = database.prepare('DELETE FROM lane WHERE id = ?')
    this.#after = query<{ id: number }>(database, 'SELECT id FROM lane WHERE id > ? ORDER BY id LIMIT ?')
  }

  /** The lanes of a queue that were written to, the best first. */
  of(queue: QueueRef): readonly RankedLane[] {
    const name = laneOf(queue)
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const found = this.#select.all(name).map(row => ({ id: row.id, rank: rankIn(row.name, name) }))
    const ranked = found.sort((a, b) => a.rank - b.rank)
    if (ranked.length > 0) this.#ids.set(name, ranked)
    return ranked
  }

  /** Whether the lane was killed just now. */
  isDead(queue: QueueRef): boolean {
    return this.#killed.has(laneOf(queue))
  }

  /** For a lane that was killed just now: a dead one, which nothing finds and the next sweep removes. */
  findOrMake(queue: QueueRef, rank: number = limits.priorityDefault): number {
    const known = this.of(queue).find(lane => lane.rank === rank)
    if (known !== undefined) return known.id
    const name = laneOf(queue)
    if (this.isDead(queue)) return this.#insert.get(null)!.id
    const { id } = this.#insert.get(rankedName(name, rank))!
    this.#ids.delete(name)
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

const rankIn = (laneName: string, name: string): number =>
  laneName === name ? limits.priorityDefault : Number(laneName.slice(name.length + 1))
