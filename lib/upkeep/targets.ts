import { findQueue } from '../actions/queueDocument.ts'
import type { Services } from '../actions/services.ts'
import { limits } from '../domain/limits.ts'
import type { Queue } from '../domain/queue.ts'

/** The queues that messages go to. Which they are shows as messages are read; that they are there is asked in between. */
export class Targets {
  readonly #services: Services
  readonly #queues = new Map<string, Queue | 'gone' | 'unknown'>()

  constructor(services: Services) {
    this.#services = services
  }

  /** Asks for all that are known by name; settings may be a few seconds old, unless `maxAgeMs` says less. */
  async refresh(maxAgeMs = limits.configSecondsMax * 1000): Promise<void> {
    for (const name of this.#queues.keys()) {
      const found = await findQueue(this.#services, name, maxAgeMs)
      this.#queues.set(name, found?.queue ?? 'gone')
    }
  }

  /** `unknown` until the next refresh, for a name that is new. */
  get(name: string): Queue | 'gone' | 'unknown' {
    const known = this.#queues.get(name)
    if (known === undefined) this.#queues.set(name, 'unknown')
    return known ?? 'unknown'
  }
}
