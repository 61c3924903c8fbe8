import type { Attribute, Attributes } from './envelope.ts'
import { conditionProblems, meetsCondition, type Value, wantsAbsence } from './filterCondition.ts'
import { limits } from './limits.ts'
import type { FieldProblem } from './problem.ts'

/** By the name of an attribute, the conditions of which it has to meet one; under `$or`, policies of which one has to hold. */
export type FilterPolicy = Readonly<Record<string, readonly unknown[]>>

type Path = FieldProblem['path']

const or = '$or'
// SNS: fewer than two are no choice.
const choicesMin = 2

const isPolicy = (given: unknown): given is FilterPolicy =>
  typeof given === 'object' && given !== null && !Array.isArray(given)

/** Everything that is wrong with a policy, by the grammar of SNS: attribute names, each with a list of conditions. */
export function policyProblems(policy: unknown, path: Path): FieldProblem[] {
  if (!isPolicy(policy)) return [{ path, detail: 'has to be an object' }]
  if (isDeeper(policy, limits.filterLevelsMax))
    return [{ path, detail: 'is nested too deeply, in levels', limit: limits.filterLevelsMax }]
  const bytes = Buffer.byteLength(JSON.stringify(policy))
  if (bytes > limits.filterBytesMax)
    return [{ path, detail: 'is too large, in bytes of JSON', limit: limits.filterBytesMax, got: bytes }]
  return entriesProblems(policy, path)
}

/** Looks no deeper than it has to: who sends more may not take us along. */
const isDeeper = (given: unknown, levels: number): boolean =>
  typeof given === 'object' &&
  given !== null &&
  (levels === 0 || Object.values(given).some(inner => isDeeper(inner, levels - 1)))

function entriesProblems(policy: FilterPolicy, path: Path): FieldProblem[] {
  const entries = Object.entries(policy)
  if (entries.length === 0) return [{ path, detail: 'has no condition' }]
  return entries.flatMap(([name, conditions]) => {
    if (name === or) return choicesProblems(conditions, [...path, or])
    if (!Array.isArray(conditions) || conditions.length === 0)
      return [{ path: [...path, name], detail: 'has to be a list of conditions' }]
    return conditions.flatMap((condition, at) => conditionProblems(condition, [...path, name, at]))
  })
}

function choicesProblems(choices: unknown, path: Path): FieldProblem[] {
  if (!Array.isArray(choices) || choices.length < choicesMin)
    return [{ path, detail: 'has to be a list of two policies or more' }]
  return choices.flatMap((choice, at) =>
    isPolicy(choice)
      ? entriesProblems(choice, [...path, at])
      : [{ path: [...path, at], detail: 'has to be an object' }],
  )
}

/** Whether the attributes are as a policy without problems wants them: each name by one of its conditions. */
export const meetsPolicy = (policy: FilterPolicy, attributes: Attributes): boolean =>
  Object.entries(policy).every(([name, conditions]) =>
    name === or
      ? conditions.some(choice => meetsPolicy(choice as FilterPolicy, attributes))
      : meetsOne(conditions, Object.hasOwn(attributes, name) ? attributes[name] : undefined),
  )

function meetsOne(conditions: readonly unknown[], attribute: Attribute | undefined): boolean {
  if (attribute === undefined) return conditions.some(wantsAbsence)
  const values = valuesOf(attribute)
  return conditions.some(condition =>
    // Bytes are there, and are like nothing else.
    values.length === 0
      ? (condition as { exists?: unknown } | null)?.exists === true
      : values.some(value => meetsCondition(condition, value)),
  )
}

// What SQS and SNS call String.Array: a list in JSON, of which one item has to fit.
const listLabel = 'Array'

function valuesOf({ type, label, value }: Attribute): Value[] {
  if (typeof value !== 'string') return []
  if (type === 'number') return [Number(value)]
  return (label === listLabel ? itemsOf(value) : undefined) ?? [value]
}

function itemsOf(text: string): Value[] | undefined {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list.filter(item => item === null || typeof item !== 'object') : undefined
  } catch {
    return undefined
  }
}
