import { type ActionName, actions, type InputOf, type OutputOf } from '../../lib/actions/actions.ts'
import { Problem } from '../../lib/domain/problem.ts'
import type { Chronicle } from './chronicle.ts'
import type { Faults } from './faults.ts'
import type { Fleet, Running } from './fleet.ts'
import type { Instance } from './instance.ts'
import type { World } from './world.ts'

/** How a call ended for who asked. `unknown`: it may have happened, or may yet. */
export type Answer<Value> = Asked & Ended<Value>
type Ended<Value> =
  | { kind: 'done'; value: Value }
  | { kind: 'refused'; code: string; problem: Problem }
  | { kind: 'unknown' }

/** Of whom, from when to when (times of the world), and how many faults it met meanwhile. */
export type Asked = { by: Instance; askedMs: number; answeredMs: number; faults: number }

const patienceMs = 8_000

type Parts = { world: World; faults: Faults; fleet: Fleet; chronicle: Chronicle }

/** Asks the functions for actions, as a client does over the network. */
export class Caller {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Waits `moreMs` longer than usual for the answer. */
  ask<Name extends ActionName>(
    name: Name,
    input: InputOf<Name>,
    { moreMs = 0, from = this.#parts.fleet.pick() }: { moreMs?: number; from?: Running } = {},
  ): Promise<Answer<OutputOf<Name>>> {
    const { world, faults: all } = this.#parts
    const { instance, services } = from
    const askedMs = world.nowMs
    const faultsBefore = instance.faults
    const leaving = new AbortController()
    return new Promise(resolve => {
      const answer = (how: Ended<OutputOf<Name>>): void => {
        giveUp()
        const faults = instance.faults - faultsBefore
        resolve({ ...how, by: instance, askedMs, answeredMs: world.nowMs, faults })
      }
      const giveUp = world.at(askedMs + patienceMs + moreMs, () => {
        answer({ kind: 'unknown' })
        leaving.abort()
      })
      const act = actions[name] as (...given: unknown[]) => Promise<OutputOf<Name>>
      act(services, input, leaving.signal).then(
        value => (all.happens('lostAnswer') ? undefined : answer({ kind: 'done', value })),
        error => answer(this.#failure(name, error)),
      )
    })
  }

  #failure(name: ActionName, error: unknown): Ended<never> {
    if (!(error instanceof Problem)) {
      this.#parts.chronicle.broken('fault', `${name} threw ${(error as Error).stack ?? error}`)
      return { kind: 'unknown' }
    }
    const code: string = error.code
    return code === 'StoreBusy' ? { kind: 'unknown' } : { kind: 'refused', code, problem: error }
  }
}
