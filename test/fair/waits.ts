/** How long messages waited from their publish to their poll, in ms. */
export class Waits {
  readonly #ms: number[] = []

  get count(): number {
    return this.#ms.length
  }

  add(ms: number): void {
    this.#ms.push(ms)
  }

  /** The longest of a part of them all: 0.95 for all but the slowest twentieth. */
  at(part: number): number {
    return this.#ms.toSorted((a, b) => a - b)[Math.floor((this.count - 1) * part)]!
  }
}
