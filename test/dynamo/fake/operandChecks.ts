import { invalid } from './dynamoError.ts'
import type { Bindings } from './expressions.ts'
import type { Condition, Operand } from './syntax.ts'
import { compareValues, typeOf } from './values.ts'

type Test<Kind> = Extract<Condition, { kind: Kind }>

const ordered: ReadonlySet<string> = new Set(['S', 'N', 'B'])

/** Refuses what no item could make right: values of types that an operator does not take. */
export function checkTypes(condition: Condition, bindings: Bindings): void {
  if (condition.kind === 'and' || condition.kind === 'or') {
    checkTypes(condition.left, bindings)
    checkTypes(condition.right, bindings)
  } else if (condition.kind === 'not') checkTypes(condition.condition, bindings)
  else if (condition.kind === 'begins') checkBegins(condition, bindings)
  else if (condition.kind === 'contains') checkDistinct(condition.operand, condition.part, bindings)
  else if (condition.kind === 'between') checkBetween(condition, bindings)
  else if (condition.kind === 'compare') checkComparison(condition, bindings)
}

function checkComparison({ comparator, left, right }: Test<'compare'>, bindings: Bindings): void {
  checkDistinct(left, right, bindings)
  if (comparator === '=' || comparator === '<>') return
  for (const operand of [left, right]) checkType(comparator, operand, ordered, bindings)
}

function checkDistinct(a: Operand, b: Operand, bindings: Bindings): void {
  if (a.kind === b.kind && bindings.name(a.name) === bindings.name(b.name))
    throw invalid('The first operand must be distinct from the remaining operands for this operator or function')
}

const texts: ReadonlySet<string> = new Set(['S', 'B'])

function checkBegins({ operand, prefix }: Test<'begins'>, bindings: Bindings): void {
  checkDistinct(operand, prefix, bindings)
  checkType('begins_with', operand, texts, bindings)
  checkType('begins_with', prefix, texts, bindings)
}

function checkType(operator: string, operand: Operand, allowed: ReadonlySet<string>, bindings: Bindings): void {
  const type = operand.kind === 'value' ? typeOf(bindings.value(operand.name)) : operand.kind === 'size' ? 'N' : 'S'
  if (allowed.has(type)) return
  throw invalid(`Incorrect operand type for operator or function; operator: ${operator}, operand type: ${type}`)
}

function checkBetween({ operand, low, high }: Test<'between'>, bindings: Bindings): void {
  for (const one of [operand, low, high]) checkType('BETWEEN', one, ordered, bindings)
  if (low.kind !== 'value' || high.kind !== 'value') return
  const order = compareValues(bindings.value(low.name), bindings.value(high.name))
  if (order === undefined) throw invalid('The BETWEEN operator requires same data type for lower and upper bounds')
  if (order > 0) throw invalid('The BETWEEN operator requires upper bound to be greater than or equal to lower bound')
}
