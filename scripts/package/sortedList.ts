type Compare<Key> = (a: Key, b: Key) => number

/**
 * In the bundle of a function, what stands in for the B+ tree of `sorted-btree`: as much of it as the DynamoDB store asks
 * for. That store keeps lists of at most a thousand moments in it, for which a tree is 19 KB of every cold start.
 */
export default class SortedList<Key, Value> {
  readonly #entries: [Key, Value][] = []
  readonly #compare: Compare<Key>

  constructor(_entries: undefined, compare: Compare<Key>) {
    this.#compare = compare
  }

  get size(): number {
    return this.#entries.length
  }

  set(key: Key, value: Value): void {
    const at = this.#countBelow(key)
    this.#entries.splice(at, this.#isAt(at, key) ? 1 : 0, [key, value])
  }

  delete(key: Key): boolean {
    const at = this.#countBelow(key)
    return this.#isAt(at, key) && this.#entries.splice(at, 1).length > 0
  }

  minKey(): Key | undefined {
    return this.#entries[0]?.[0]
  }

  maxKey(): Key | undefined {
    return this.#entries.at(-1)?.[0]
  }

  /** Without `highToo`, up to the high key and not with it. Answers how many there were. */
  deleteRange(low: Key, high: Key, highToo: boolean): number {
    const from = this.#countBelow(low)
    const to = this.#countBelow(high)
    return this.#entries.splice(from, to - from + (highToo && this.#isAt(to, high) ? 1 : 0)).length
  }

  #isAt(at: number, key: Key): boolean {
    const entry = this.#entries[at]
    return entry !== undefined && this.#compare(entry[0], key) === 0
  }

  #countBelow(key: Key): number {
    let [from, to] = [0, this.#entries.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.#compare(this.#entries[middle]![0], key) < 0) from = middle + 1
      else to = middle
    }
    return from
  }
}
