import type { Services } from '../actions/services.ts'
import { Outlet } from './outlet.ts'
import type { Rests } from './rests.ts'
import { keyOf, type PushSource } from './source.ts'

/** What may be leased now: so many messages; or nothing until a batch ends, or until a moment by one of the clocks. */
export type Room =
  | { kind: 'free'; messages: number; batchSize: number }
  | { kind: 'full' }
  | { kind: 'paced'; untilWallMs: number }
  | { kind: 'resting'; untilMs: number }

/** All who take messages of one queue. Whom a message is for shows when it is leased, so that each of them needs room for it. */
export class Outlets {
  readonly #outlets = new Map<string, Outlet>()
  readonly #services: Services
  readonly #rests: Rests

  constructor(services: Services, rests: Rests) {
    this.#services = services
    this.#rests = rests
  }

  of(source: PushSource): Outlet {
    const key = keyOf(source)
    const known = this.#outlets.get(key) ?? new Outlet()
    this.#outlets.set(key, known)
    return known
  }

  /** When it may be asked again, by the queue clock, where it has refused; undefined: now. */
  restsUntilMs(source: PushSource): number | undefined {
    const untilMs = this.#rests.untilMs(keyOf(source))
    return untilMs > this.#services.clock.nowMs() ? untilMs : undefined
  }

  /** That of the one who has the least. */
  room(sources: readonly PushSource[]): Room {
    const wallMs = this.#services.wall.nowMs()
    const untilMs = Math.max(...sources.map(source => this.restsUntilMs(source) ?? 0))
    if (untilMs > 0) return { kind: 'resting', untilMs }
    if (sources.some(source => this.of(source).slots(source) <= 0)) return { kind: 'full' }
    const late = sources.filter(source => this.of(source).paced(source, wallMs) <= 0)
    if (late.length > 0)
      return { kind: 'paced', untilWallMs: Math.max(...late.map(source => this.of(source).nextMs())) }
    const batches = (source: PushSource): number =>
      Math.min(this.of(source).slots(source), this.of(source).paced(source, wallMs))
    return {
      kind: 'free',
      messages: Math.min(...sources.map(source => batches(source) * source.batchSize)),
      batchSize: Math.min(...sources.map(source => source.batchSize)),
    }
  }
}
