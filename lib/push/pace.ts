/** How many deliveries may begin now so that none of a second's length has more than `perSecond` of them. */
export class Pace {
  readonly #perSecond: number
  /** When the latest ones began, oldest first; no more than a second allows. */
  #begunMs: number[] = []

  constructor(perSecond = Number.POSITIVE_INFINITY) {
    this.#perSecond = perSecond
  }

  left(nowMs: number): number {
    this.#begunMs = this.#begunMs.filter(atMs => atMs > nowMs - 1000 && atMs <= nowMs)
    return this.#perSecond - this.#begunMs.length
  }

  note(count: number, nowMs: number): void {
    if (Number.isFinite(this.#perSecond)) this.#begunMs.push(...Array<number>(count).fill(nowMs))
  }

  /** When there is something left again, where there is nothing. */
  nextMs(): number {
    return (this.#begunMs[0] ?? 0) + 1000
  }
}
