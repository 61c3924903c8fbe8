import type { Store } from '../../../../lib/store/store.ts'

/** Tells when polls of a store are asleep, so that a test need not guess how long one takes to get there. */
export class Sleepers {
  #asleep = 0
  #changed = Promise.withResolvers<void>()

  /** From here on the store's waits are counted. */
  watch(store: Store): Store {
    const wait = store.wait.bind(store)
    store.wait = async (queue, order) => {
      this.#count(1)
      try {
        await wait(queue, order)
      } finally {
        this.#count(-1)
      }
    }
    return store
  }

  /** Resolves once exactly so many are asleep. */
  async are(count: number): Promise<void> {
    while (this.#asleep !== count) await this.#changed.promise
  }

  #count(change: number): void {
    this.#asleep += change
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }
}
