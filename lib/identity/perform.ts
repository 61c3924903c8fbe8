import { type ActionName, actions, type InputOf, type OutputOf } from '../actions/actions.ts'
import type { Action, Services } from '../actions/services.ts'
import { Problem } from '../domain/problem.ts'

/** Who asks, and what they may do. The queue is the one the action names; listing names none. */
export type Caller = { name: string; may(action: ActionName, queue: string | undefined): boolean }

/**
 * Whoever reached us: on loopback with auth off, and on AWS, where the front door has asked IAM before the function
 * is called.
 */
export const anyone: Caller = { name: 'anyone', may: () => true }

/** The one door to the actions, where a caller's rights are checked, so that no route can forget to. */
export type Perform = <Name extends ActionName>(
  caller: Caller,
  name: Name,
  input: InputOf<Name>,
  signal: AbortSignal,
) => Promise<OutputOf<Name>>

export const makePerform =
  (services: Services): Perform =>
  async (caller, name, input, signal) => {
    if (!caller.may(name, 'queue' in input ? input.queue : undefined)) throw new Problem('Forbidden')
    const action = actions[name] as unknown as Action<typeof input, OutputOf<typeof name>>
    return action(services, input, signal)
  }
