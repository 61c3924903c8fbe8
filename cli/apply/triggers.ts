import type { SluiceClient, TriggerSettings, TriggerTarget, TriggerView } from '../../client/index.ts'
import type { Definition } from './definition.ts'
import { type Difference, triggerDifferences } from './difference.ts'
import type { Rules } from './rules.ts'
import { faultsOf } from './schema.ts'

/** By name, the triggers of a queue as they stand. */
export type StandingTriggers = ReadonlyMap<string, TriggerView>

export async function findTriggers(client: SluiceClient, queue: string): Promise<StandingTriggers> {
  const found = new Map<string, TriggerView>()
  for await (const trigger of client.triggers(queue, { limit: 100 })) found.set(trigger.name, trigger)
  return found
}

/** What is wrong with the triggers of a definition, before anything is asked of the server but its rules. */
export function faultsOfTriggers({ triggers = {} }: Definition, rules: Rules): string[] {
  const { trigger } = rules
  if (typeof triggers !== 'object' || triggers === null || Array.isArray(triggers))
    return ['triggers has to be an object']
  return Object.entries(triggers).flatMap(([name, settings]) => {
    if (trigger === undefined) return ['triggers are nothing that this server knows']
    const named = faultsOf(trigger.name, name, `the name of the trigger ${name}`)
    return [...named, ...(settings === null ? [] : faultsOf(trigger.settings, settings, `triggers.${name}`))]
  })
}

/** A trigger that is new has to say where messages go. */
export const missingTargets = ({ triggers }: Definition, standing: StandingTriggers): string[] =>
  named(triggers).flatMap(([name, wanted]) =>
    wanted === null || wanted.target !== undefined || standing.has(name) ? [] : [`triggers.${name}.target is missing`],
  )

/** What of the wanted triggers is not so; null is one that is not wanted. */
export const differencesOfTriggers = ({ triggers }: Definition, standing: StandingTriggers): Difference[] =>
  named(triggers).flatMap(([name, wanted]) => triggerDifferences(name, wanted, standing.get(name)))

/** Makes the triggers as they are wanted, and leaves those that are not named. */
export async function makeTriggers(client: SluiceClient, { queue, triggers }: Definition): Promise<void> {
  if (triggers === undefined) return
  const standing = await findTriggers(client, queue)
  for (const [name, wanted] of named(triggers)) {
    const before = standing.get(name)
    if (triggerDifferences(name, wanted, before).length === 0) continue
    if (wanted === null) await client.deleteTrigger(queue, name)
    else if (before !== undefined) await client.updateTrigger(queue, name, wanted)
    else await client.putTrigger(queue, name, wanted as TriggerSettings & { target: TriggerTarget })
  }
}

const named = (triggers: Definition['triggers'] = {}): [string, TriggerSettings | null][] => Object.entries(triggers)
