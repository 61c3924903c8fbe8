import type { QueueRef } from '../../domain/queue.ts'
import { laneOf } from '../lane.ts'
import type { Stats } from '../store.ts'
import type { RankedLane } from './lanes.ts'
import type { Messages } from './messages.ts'
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
    const name = laneOf(queue)
    const kept = this.#kept.get(name)
    if (kept !== undefined && wallMs < kept.untilWallMs) return kept.stats
    const stats = this.#count(this.#tables.lanes.of(queue), nowMs)
    if (stats.inFlight + stats.delayed >= this.#longCount)
      this.#kept.set(name, { stats, untilWallMs: wallMs + keptWallMs })
    else this.#kept.delete(name)
    return stats
  }

  #count(ranked: readonly RankedLane[], nowMs: number): Stats {
    const { lanes, messages } = this.#tables
    const counts = { visible: 0, inFlight: 0, delayed: 0, exact: true, asOfMs: nowMs }
    for (const { id } of ranked) {
      const { all, leased } = messages.countAfter(id, nowMs)
      counts.visible += lanes.count(id) - all
      counts.inFlight += leased
      counts.delayed += all - leased
    }
    return counts.visible === 0 ? counts : { ...counts, oldestVisibleAtMs: nextVisibleAtMs(messages, ranked) }
  }
}

/** When the first message of some lanes is visible; of ordered ones, the first head of a group. */
export function nextVisibleAtMs(
  places: Pick<Messages, 'nextVisibleAtMs'>,
  ranked: readonly RankedLane[],
): number | undefined {
  const times = ranked.map(({ id }) => places.nextVisibleAtMs(id)).filter(ms => ms !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}
