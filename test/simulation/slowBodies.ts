import type { Bodies } from '../../lib/bodies/bodies.ts'
import { Problem } from '../../lib/domain/problem.ts'
import type { Faults } from './faults.ts'
import type { Instance } from './instance.ts'
import type { World } from './world.ts'

/** One function's way to the object store: it takes time, and now and then the way there or the way back is cut. */
export class SlowBodies implements Bodies {
  readonly #world: World
  readonly #faults: Faults
  readonly #kept: Bodies
  readonly #instance: Instance

  constructor(world: World, faults: Faults, kept: Bodies, instance: Instance) {
    this.#world = world
    this.#faults = faults
    this.#kept = kept
    this.#instance = instance
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.#slowly(() => this.#kept.put(key, bytes))
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#slowly(() => this.#kept.get(key))
  }

  #slowly<Result>(act: () => Promise<Result>): Promise<Result> {
    const { chance } = this.#instance
    const fails = this.#faults.happens('bodies')
    const arrives = !fails || chance.happens(0.5)
    const there = this.#world.nowMs + chance.latencyMs()
    return new Promise((resolve, reject) => {
      const back = (run: () => void): void => {
        this.#world.at(this.#world.nowMs + chance.latencyMs(), run, this.#instance)
      }
      const noAnswer = () => reject(new Problem('StoreBusy' as never))
      this.#world.at(there, () => {
        if (!arrives) return back(noAnswer)
        act().then(
          result => back(() => (fails ? noAnswer() : resolve(result))),
          error => back(() => reject(error)),
        )
      })
      this.#instance.reaches('sent')
    })
  }
}
