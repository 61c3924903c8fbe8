import { invalid } from './dynamoError.ts'
import type { Bindings } from './expressions.ts'
import { addNumbers } from './numbers.ts'
import type { Change, Sum, Term } from './syntax.ts'
import { copyValue, type Item, typeOf, type Value } from './values.ts'

/** Refuses what no item could make right: a key among the changes, an attribute changed twice, sums of what is no number. */
export function checkChanges(changes: readonly Change[], bindings: Bindings): void {
  const names = changes.map(change => bindings.name(change.name))
  for (const name of names)
    if (name === 'p' || name === 's')
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
      )
  if (new Set(names).size < names.length)
    throw invalid(
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths',
    )
  for (const change of changes) checkNumbers(change, bindings)
}

function checkNumbers(change: Change, bindings: Bindings): void {
  if (change.kind === 'add') checkNumber(bindings.value(change.value))
  if (change.kind !== 'set' || !('sign' in change.to)) return
  for (const term of [change.to.left, change.to.right])
    if (term.kind === 'value') checkNumber(bindings.value(term.name))
    else if (term.kind === 'ifNotExists') checkNumber(bindings.value(term.otherwise))
}

function checkNumber(value: Value): void {
  if (value.N === undefined)
    throw invalid(
      `Invalid UpdateExpression: Incorrect operand type for operator or function; operand type: ${typeOf(value)}`,
    )
}

/** The item after the changes; all of them read the item as it was before. */
export function applyChanges(changes: readonly Change[], before: Item, bindings: Bindings): Item {
  const after = { ...before }
  for (const change of changes) {
    const name = bindings.name(change.name)
    if (change.kind === 'remove') delete after[name]
    else if (change.kind === 'set') after[name] = evaluate(change.to, before, bindings)
    else
      after[name] =
        before[name] === undefined ? bindings.value(change.value) : add(before[name], bindings.value(change.value), 1)
  }
  return after
}

function evaluate(term: Term | Sum, item: Item, bindings: Bindings): Value {
  if ('sign' in term) return add(read(term.left, item, bindings), read(term.right, item, bindings), term.sign)
  return read(term, item, bindings)
}

function read(term: Term, item: Item, bindings: Bindings): Value {
  if (term.kind === 'value') return bindings.value(term.name)
  const value = item[bindings.name(term.name)]
  if (value !== undefined) return copyValue(value)
  if (term.kind === 'ifNotExists') return bindings.value(term.otherwise)
  throw invalid('The provided expression refers to an attribute that does not exist in the item')
}

function add(left: Value, right: Value, sign: 1 | -1): Value {
  if (left.N === undefined || right.N === undefined)
    throw invalid('An operand in the update expression has an incorrect data type')
  return { N: addNumbers(left.N, right.N, sign) }
}
