import { limits } from '../domain/limits.ts'
import { Pace } from './pace.ts'
import type { PushSource } from './source.ts'

/** What is under way to one taker in this process. */
export class Outlet {
  readonly #pace = new Pace()
  #underWay = 0

  get underWay(): number {
    return this.#underWay
  }

  /** How many more batches may be under way. */
  slots({ maxConcurrency = limits.pushConcurrencyDefault }: PushSource): number {
    return maxConcurrency - this.#underWay
  }

  /** How many more may begin in this second. */
  paced({ maxPerSecond = Number.POSITIVE_INFINITY }: PushSource, wallMs: number): number {
    return this.#pace.left(maxPerSecond, wallMs)
  }

  /** When the next one may begin, where none may now. */
  nextMs(): number {
    return this.#pace.nextMs()
  }

  begin({ maxPerSecond }: PushSource, wallMs: number): void {
    this.#underWay += 1
    if (maxPerSecond !== undefined) this.#pace.note(1, wallMs)
  }

  end(): void {
    this.#underWay -= 1
  }
}
