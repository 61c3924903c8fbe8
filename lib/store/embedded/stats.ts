import type { QueueRef } from '../../domain/queue.ts'
import { laneOf } from '../lane.ts'
import type { Stats } from '../store.ts'
import type { Tables } from './tables.ts'

// Counting a million messages takes about 50 ms, and blocks everybody; so a long count is answered again for a while.
const longCountDefault = 50_000
const keptWallMs = 1_000

/**
 * Counts by state. How many messages a lane holds is counted as they come and go; how many of them are not visible
 * yet is counted here, over the index alone.
 */
export class LaneStats {
  readonly #tables: Tables
  readonly #longCount: number
  // By name: a lane's number may be given again.
  readonly #kept = new Map<string, { stats: Stats; untilWallMs: number }>()

  constructor(tables: Tables, longCount = longCountDefault) {
    this.#tables = tables
    this.#longCount = longCount
  }

  of(queue: QueueRef, nowMs: number, wallMs: number): Stats {
    const lane = this.#tables.lanes.find(queue)
    if (lane === undefined) return { visible: 0, inFlight: 0, delayed: 0, exact: true, asOfMs: nowMs }
    const name = laneOf(queue)
    const kept = this.#kept.get(name)
    if (kept !== undefined && wallMs < kept.untilWallMs) return kept.stats
    const stats = this.#count(lane, nowMs)
    if (stats.inFlight + stats.delayed >= this.#longCount)
      this.#kept.set(name, { stats, untilWallMs: wallMs + keptWallMs })
    else this.#kept.delete(name)
    return stats
  }

  #count(lane: number, nowMs: number): Stats {
    const { lanes, messages } = this.#tables
    const { all, leased } = messages.countAfter(lane, nowMs)
    const visible = lanes.count(lane) - all
    const counts = { visible, inFlight: leased, delayed: all - leased, exact: true, asOfMs: nowMs }
    return visible === 0 ? counts : { ...counts, oldestVisibleAtMs: messages.nextVisibleAtMs(lane) }
  }
}
