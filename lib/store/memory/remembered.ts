/** What is remembered by a key until its time is over. */
export class Remembered<Value> {
  readonly #kept = new Map<string, { value: Value; untilMs: number }>()

  recall(key: string, nowMs: number): Value | undefined {
    const kept = this.#kept.get(key)
    return kept === undefined || kept.untilMs <= nowMs ? undefined : kept.value
  }

  remember(key: string, value: Value, untilMs: number, nowMs: number): void {
    this.#kept.delete(key)
    this.#kept.set(key, { value, untilMs })
    this.#dropOutdated(nowMs)
  }

  // Most are kept equally long, so the oldest stand first.
  #dropOutdated(nowMs: number): void {
    for (const [key, { untilMs }] of this.#kept) {
      if (untilMs > nowMs) return
      this.#kept.delete(key)
    }
  }
}
