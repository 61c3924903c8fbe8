import { invalid } from './dynamoError.ts'
import type { Bindings } from './expressions.ts'
import { keyText } from './keys.ts'
import { checkTypes } from './operandChecks.ts'
import type { Condition, Operand } from './syntax.ts'
import { compareTexts } from './values.ts'

/** Sort keys from `from` to `to`, both included unless said otherwise. */
export type KeyRange = {
  from?: string | undefined
  to?: string | undefined
  isFromOut?: boolean
  isToOut?: boolean
}

// No sort key is longer than 1,024 bytes, and no character comes behind this one.
const behindAll = '\u{10ffff}'.repeat(256)

/** Reads `p = :p [AND s …]`, in either order. */
export function keyRangeOf(condition: Condition, bindings: Bindings): { p: string; range: KeyRange } {
  checkTypes(condition, bindings)
  const parts = condition.kind === 'and' ? [condition.left, condition.right] : [condition]
  const partition = parts.find(part => nameIn(part, bindings) === 'p')
  const order = parts.find(part => part !== partition)
  if (partition?.kind !== 'compare' || partition.comparator !== '=')
    throw invalid('Query condition missed key schema element: p')
  const p = keyText('p', givenBy(partition.right, bindings))
  return { p, range: order === undefined ? {} : rangeOf(order, bindings) }
}

function nameIn(part: Condition, bindings: Bindings): string | undefined {
  const operand = part.kind === 'compare' ? part.left : 'operand' in part ? part.operand : undefined
  return operand?.kind === 'attribute' ? bindings.name(operand.name) : undefined
}

function givenBy(operand: Operand, bindings: Bindings) {
  if (operand.kind !== 'value') throw invalid('Invalid KeyConditionExpression: an operand must be a value')
  return bindings.value(operand.name)
}

function rangeOf(part: Condition, bindings: Bindings): KeyRange {
  if (nameIn(part, bindings) !== 's') throw invalid('Query condition missed key schema element: s')
  const read = (operand: Operand): string => keyText('s', givenBy(operand, bindings))
  if (part.kind === 'between') return { from: read(part.low), to: read(part.high) }
  if (part.kind === 'begins') return { from: read(part.prefix), to: read(part.prefix) + behindAll }
  if (part.kind !== 'compare') throw invalid('Invalid operator used in KeyConditionExpression')
  const s = read(part.right)
  if (part.comparator === '=') return { from: s, to: s }
  if (part.comparator === '<' || part.comparator === '<=') return { to: s, isToOut: part.comparator === '<' }
  if (part.comparator === '<>') throw invalid('Invalid operator used in KeyConditionExpression: <>')
  return { from: s, isFromOut: part.comparator === '>' }
}

export function isInRange({ from, to, isFromOut, isToOut }: KeyRange, s: string): boolean {
  const low = from === undefined ? 1 : compareTexts(s, from)
  const high = to === undefined ? -1 : compareTexts(s, to)
  return (low > 0 || (low === 0 && isFromOut !== true)) && (high < 0 || (high === 0 && isToOut !== true))
}
