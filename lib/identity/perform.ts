import { type ActionName, actions, type InputOf, type OutputOf } from '../actions/actions.ts'
import type { Action, Services } from '../actions/services.ts'
import { type Audit, audited } from './audit.ts'
import { anyone, type Caller } from './caller.ts'
import { checkRights } from './rights.ts'

export { anyone, type Caller } from './caller.ts'

/** The one door to the actions, where a caller's rights are checked, so that no route can forget to. */
export type Perform = <Name extends ActionName>(
  caller: Caller,
  name: Name,
  input: InputOf<Name>,
  signal: AbortSignal,
) => Promise<OutputOf<Name>>

/** An action performed for whoever sent the request. */
export type PerformFor = <Name extends ActionName>(name: Name, input: InputOf<Name>) => Promise<OutputOf<Name>>

export function makePerform(services: Services, audit: Audit = () => {}): Perform {
  return async (caller, name, input, signal) => {
    const action = actions[name] as unknown as Action<typeof input, OutputOf<typeof name>>
    if (caller === anyone) return action(services, input, signal)
    return audited(audit, caller, name, input, async () => {
      await checkRights(services, caller, name, input)
      return action(services, input, signal)
    })
  }
}
