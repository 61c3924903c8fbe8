import { CommandError } from '../exit.ts'
import { contradictions } from './contradictions.ts'
import type { Definition } from './definition.ts'
import type { Rules } from './rules.ts'
import { faultsOf } from './schema.ts'
import { faultsOfTriggers } from './triggers.ts'

/** Reads `{"queues": {"NAME": {settings}}}`. Throws a CommandError with every fault: file, queue, field, limit. */
export function readDefinitions(text: string, file: string, rules: Rules): Definition[] {
  const queues = queuesOf(parsed(text, file), file)
  const definitions = Object.entries(queues).map(([queue, fields]) => definitionOf(queue, fields))
  refuseFaults(
    file,
    definitions.flatMap(definition => faultsOfDefinition(definition, rules)),
  )
  return definitions
}

function definitionOf(queue: string, fields: unknown): Definition {
  if (!isObject(fields) || !Object.hasOwn(fields, 'triggers')) return { queue, settings: fields } as Definition
  const { triggers, ...settings } = fields
  return { queue, settings, triggers } as Definition
}

/** Throws when there is one: then nothing is done. */
export function refuseFaults(file: string, faults: readonly string[]): void {
  if (faults.length === 0) return
  const lines = faults.map(fault => `${file}: ${fault}`)
  throw new CommandError('usage', `${lines.join('\nsluice: ')}\nNothing was changed.`)
}

export const blame = (queue: string, faults: readonly string[]): string[] =>
  faults.map(fault => `queue ${queue}: ${fault.trimStart()}`)

function faultsOfDefinition(definition: Definition, rules: Rules): string[] {
  const { queue, settings } = definition
  const faults = [...faultsOf(rules.name, queue, 'the name'), ...faultsOf(rules.settings, settings, '')]
  faults.push(...faultsOfTriggers(definition, rules))
  return blame(queue, faults.length > 0 ? faults : contradictions(definition))
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CommandError('usage', `${file}: is not JSON: ${(error as Error).message}`)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function queuesOf(value: unknown, file: string): Record<string, unknown> {
  const { queues, ...others } = isObject(value) ? value : {}
  if (isObject(queues) && Object.keys(others).length === 0) return queues
  throw new CommandError('usage', `${file}: has to be {"queues": {"NAME": {settings}}}, and nothing else`)
}
