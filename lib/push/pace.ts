/** Counts what begins, so that within no second more does than may. */
export class Pace {
  /** When the latest ones began, oldest first. */
  #begunMs: number[] = []

  /** How many may begin now. */
  left(perSecond: number, nowMs: number): number {
    this.#begunMs = this.#begunMs.filter(atMs => atMs > nowMs - 1000 && atMs <= nowMs)
    return perSecond - this.#begunMs.length
  }

  note(count: number, nowMs: number): void {
    for (let at = 0; at < count; at++) this.#begunMs.push(nowMs)
  }

  /** When the first of them is a second old. */
  nextMs(): number {
    return (this.#begunMs[0] ?? 0) + 1000
  }
}
