import { limits } from '../domain/limits.ts'

type Rest = { ms: number; untilMs: number }

/** Who would take nothing is left alone for a while, for longer with each time. By the queue clock. */
export class Rests {
  readonly #rests = new Map<string, Rest>()

  /** When it may be asked again; 0: now. */
  untilMs(key: string): number {
    return this.#rests.get(key)?.untilMs ?? 0
  }

  /** Begins a rest, or goes on with the one under way: the batches of one moment are refused together. When it ends. */
  begin(key: string, nowMs: number, askedMs: number | undefined): number {
    const last = this.#rests.get(key)
    const isUnderWay = last !== undefined && last.untilMs > nowMs
    const ms = isUnderWay ? last.ms : Math.min((last?.ms ?? firstMs / 2) * 2, longestMs)
    const ownMs = isUnderWay ? last.untilMs : nowMs + ms
    const untilMs = askedMs === undefined ? ownMs : nowMs + Math.min(Math.max(askedMs, firstMs), askedMaxMs)
    this.#rests.set(key, { ms, untilMs: Math.max(untilMs, last?.untilMs ?? 0) })
    return this.untilMs(key)
  }

  /** It has taken something. */
  end(key: string): void {
    this.#rests.delete(key)
  }
}

const firstMs = 1_000
const longestMs = limits.pushRestSecondsMax * 1000
const askedMaxMs = limits.pushRestAskedSecondsMax * 1000
