import { isIn, parseNetwork } from './network.ts'
import type { FieldProblem } from './problem.ts'

/** What a condition is held against: a text, a number, or an item of a list. */
export type Value = string | number | boolean | null

type Path = FieldProblem['path']

/** One word of the grammar: what may stand behind it, and which values meet it. */
type Operator = {
  problems: (operand: unknown, path: Path) => FieldProblem[]
  meets: (operand: never, value: Value) => boolean
}

const notA = (what: string, path: Path): FieldProblem[] => [{ path, detail: `has to be ${what}` }]

const isScalar = (operand: unknown): operand is Value =>
  operand === null || ['string', 'number', 'boolean'].includes(typeof operand)

const textProblems: Operator['problems'] = (operand, path) =>
  typeof operand === 'string' && operand !== '' ? [] : notA('a text that is not empty', path)

const onText =
  (meets: (operand: string, text: string) => boolean) =>
  (operand: string, value: Value): boolean =>
    typeof value === 'string' && meets(operand, value)

const isSameLetters = (operand: string, text: string): boolean => operand.toLowerCase() === text.toLowerCase()

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
}

type Bound = [sign: string, bound: number]

/** `['>', 0, '<=', 5]` as pairs. */
const boundsOf = (operand: readonly unknown[]): Bound[] =>
  operand.flatMap((sign, at) => (at % 2 === 0 ? [[sign, operand[at + 1]] as Bound] : []))

const isBound = ([sign, bound]: Bound): boolean =>
  typeof sign === 'string' && Object.hasOwn(comparisons, sign) && Number.isFinite(bound)

const isRange = ([from, to]: Bound[]): boolean =>
  from![0].startsWith('>') && to![0].startsWith('<') && from![1] < to![1]

function numericProblems(operand: unknown, path: Path): FieldProblem[] {
  const bounds = Array.isArray(operand) ? boundsOf(operand) : []
  const isGood = bounds.every(isBound) && (bounds.length === 1 || (bounds.length === 2 && isRange(bounds)))
  return isGood ? [] : notA('a comparison such as ["=", 5], or a range such as [">", 0, "<=", 5]', path)
}

const isAbsentFrom = (operand: unknown, value: Value): boolean =>
  !(Array.isArray(operand) ? operand : [operand]).some(condition => meetsCondition(condition, value))

const unlike = new Set(['prefix', 'suffix', 'equals-ignore-case'])

function anythingButProblems(operand: unknown, path: Path): FieldProblem[] {
  if (typeof operand === 'object' && operand !== null && !Array.isArray(operand)) {
    const [word = ''] = Object.keys(operand)
    return unlike.has(word) ? conditionProblems(operand, path) : notA('values, or a prefix or a suffix', path)
  }
  const values: unknown[] = Array.isArray(operand) ? operand : [operand]
  const isGood = values.length > 0 && values.every(value => typeof value === 'string' || typeof value === 'number')
  return isGood ? [] : notA('a text or a number, or a list of them', path)
}

const operators: Readonly<Record<string, Operator>> = {
  prefix: { problems: textProblems, meets: onText((operand, text) => text.startsWith(operand)) },
  suffix: { problems: textProblems, meets: onText((operand, text) => text.endsWith(operand)) },
  'equals-ignore-case': { problems: textProblems, meets: onText(isSameLetters) },
  'anything-but': { problems: anythingButProblems, meets: isAbsentFrom },
  numeric: {
    problems: numericProblems,
    meets: (operand: readonly unknown[], value) =>
      typeof value === 'number' && boundsOf(operand).every(([sign, bound]) => comparisons[sign]!(value, bound)),
  },
  cidr: {
    problems: (operand, path) =>
      typeof operand === 'string' && parseNetwork(operand) ? [] : notA('a network such as 10.0.0.0/8', path),
    meets: onText((operand, text) => isIn(parseNetwork(operand)!, text)),
  },
  // Whether there is a value at all is for the policy to say.
  exists: {
    problems: (operand, path) => (typeof operand === 'boolean' ? [] : notA('true or false', path)),
    meets: (operand: boolean) => operand,
  },
}

/** What is wrong with one condition: a value, or an object of one operator. */
export function conditionProblems(condition: unknown, path: Path): FieldProblem[] {
  if (isScalar(condition)) return []
  if (typeof condition !== 'object' || Array.isArray(condition)) return notA('a value or an operator', path)
  const entries = Object.entries(condition as object)
  const [[word, operand] = ['', undefined]] = entries
  if (entries.length !== 1 || !Object.hasOwn(operators, word))
    return [{ path, detail: 'has to have one operator', limit: Object.keys(operators).join(', ') }]
  return operators[word]!.problems(operand, [...path, word])
}

/** Whether a value meets a condition that has no problems. */
export function meetsCondition(condition: unknown, value: Value): boolean {
  if (isScalar(condition)) return condition === value
  const [[word, operand] = ['', undefined]] = Object.entries(condition as object)
  return operators[word]!.meets(operand as never, value)
}

/** Whether a condition asks for an attribute not to be there. */
export const wantsAbsence = (condition: unknown): boolean =>
  (condition as { exists?: unknown } | null)?.exists === false
