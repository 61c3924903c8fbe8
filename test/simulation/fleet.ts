import type { Services } from '../../lib/actions/services.ts'
import type { Chance } from './chance.ts'
import type { Faults } from './faults.ts'
import { Instance, skewMsMax } from './instance.ts'
import type { World } from './world.ts'

export type Running = { instance: Instance; services: Services }

const size = 6
const frozenMs = [1_500, 6_000, 40_000, 150_000]
const restMsMean = 6_000

type Parts = { world: World; chance: Chance; faults: Faults; serve: (instance: Instance) => Services }

/** The functions that are up. What dies or stays frozen is replaced by one that knows nothing. */
export class Fleet {
  readonly #parts: Parts
  readonly #running: Running[] = []
  #started = 0

  constructor(parts: Parts) {
    this.#parts = parts
    for (let count = 0; count < size; count++) this.#running.push(this.start())
  }

  /** One with no memory, whose clock is seconds off. */
  start(skewMs?: number): Running {
    const { world, chance, serve } = this.#parts
    const name = `f${this.#started++}`
    const instance = new Instance(world, chance.fork(), name, skewMs ?? chance.int(-skewMsMax, skewMsMax))
    return { instance, services: serve(instance) }
  }

  pick(): Running {
    const up = this.#running.filter(({ instance }) => instance.isUp)
    for (let missing = size - up.length; missing > 0; missing--) {
      const fresh = this.start()
      this.#running.push(fresh)
      up.push(fresh)
    }
    return this.#parts.chance.pick(up)
  }

  /** Strikes one of them every few seconds, in the middle of what it does. */
  async strike(untilMs: number): Promise<void> {
    const { world, chance } = this.#parts
    for (let strikes = 0; ; strikes++) {
      await world.pause(Math.min(chance.pauseMs(restMsMean), 2 * restMsMean))
      if (world.nowMs >= untilMs) return
      const { instance } = this.pick()
      // By turns, so that both happen.
      const hit = strikes % 2 === 0 ? () => this.#kill(instance) : () => this.#freeze(instance)
      instance.doom(chance.int(0, 6), chance.pick(['sent', 'answered'] as const), hit)
    }
  }

  /** Stops half of them for some seconds, each at its next call but so many: what they know gets old in the middle of something. */
  ambush(ms: number, callsMax = 0): void {
    const { chance } = this.#parts
    for (const { instance } of this.#running.filter(() => chance.happens(0.5)))
      instance.doom(callsMax > 0 ? chance.int(0, callsMax) : 0, chance.pick(['sent', 'answered'] as const), () => {
        this.#parts.faults.count('freeze')
        instance.freeze(ms)
      })
  }

  #kill(instance: Instance): void {
    this.#parts.faults.count('death')
    instance.die()
    this.#running.splice(
      this.#running.findIndex(one => one.instance === instance),
      1,
    )
  }

  #freeze(instance: Instance): void {
    this.#parts.faults.count('freeze')
    instance.freeze(this.#parts.chance.pick(frozenMs))
  }
}
