import type { Budget } from './store.ts'

/** How many messages each queue was promised in the second under way: for stores that one process has for itself. */
export class PublishBudgets {
  readonly #taken = new Map<string, number>()
  #second = 0

  take(uid: string, { count, perSecond }: Budget, nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000)
    if (second !== this.#second) this.#taken.clear()
    this.#second = second
    const taken = (this.#taken.get(uid) ?? 0) + count
    if (taken > perSecond) return false
    this.#taken.set(uid, taken)
    return true
  }
}
