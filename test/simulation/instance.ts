import type { Clock } from '../../lib/domain/clock.ts'
import type { Chance } from './chance.ts'
import type { Owner, World } from './world.ts'

/** How far a function's clock is off at most, either way. */
export const skewMsMax = 3_000

type Doom = { callsLeft: number; point: 'sent' | 'answered'; strike: () => void }

/** One function instance: its own clock, chance and memory. It may die or stop between any two of its calls. */
export class Instance implements Owner {
  readonly name: string
  readonly chance: Chance
  /** How far its clock is off, in milliseconds. */
  readonly skewMs: number
  readonly clock: Clock
  /** What has hit its calls so far: an answer is late for a reason. */
  faults = 0
  readonly #world: World
  #diedAtMs: number | undefined
  #thawsAtMs = 0
  #doom: Doom | undefined

  constructor(world: World, chance: Chance, name: string, skewMs: number) {
    this.#world = world
    this.chance = chance
    this.name = name
    this.skewMs = skewMs
    this.clock = {
      nowMs: () => world.nowMs + skewMs,
      wakeAt: (atMs, wake) => world.at(atMs - skewMs, wake, this),
    }
  }

  get isDead(): boolean {
    return this.#diedAtMs !== undefined
  }

  get isUp(): boolean {
    return !this.isDead && this.#thawsAtMs <= this.#world.nowMs
  }

  /** What its clock shows at a moment of the world. */
  clockAt(worldMs: number): number {
    return worldMs + this.skewMs
  }

  heldUntilMs(): number {
    return this.isDead ? Number.POSITIVE_INFINITY : this.#thawsAtMs
  }

  /** At the next call but some, when it was sent or when its answer came. */
  doom(callsLeft: number, point: Doom['point'], strike: () => void): void {
    this.#doom = { callsLeft, point, strike }
  }

  die(): void {
    this.#diedAtMs = this.#world.nowMs
  }

  freeze(ms: number): void {
    this.#thawsAtMs = this.#world.nowMs + ms
  }

  /** Says that a call of its own has come to this point; true when it goes no further now. */
  reaches(point: Doom['point']): boolean {
    const doom = this.#doom
    if (doom === undefined || doom.point !== point || doom.callsLeft-- > 0) return false
    this.#doom = undefined
    doom.strike()
    return true
  }
}
