import type { Bindings } from './expressions.ts'
import type { Comparator, Condition, Operand } from './syntax.ts'
import { compareValues, equalValues, type Item, type Value } from './values.ts'

const absent: Item = {}

/** Whether an item, or its absence, meets a condition. */
export const holds = (condition: Condition, item: Item | undefined, bindings: Bindings): boolean =>
  test(condition, item ?? absent, bindings)

function test(condition: Condition, item: Item, bindings: Bindings): boolean {
  switch (condition.kind) {
    case 'and':
      return test(condition.left, item, bindings) && test(condition.right, item, bindings)
    case 'or':
      return test(condition.left, item, bindings) || test(condition.right, item, bindings)
    case 'not':
      return !test(condition.condition, item, bindings)
    case 'exists':
      return item[bindings.name(condition.name)] !== undefined
    case 'absent':
      return item[bindings.name(condition.name)] === undefined
    default:
      return testOperands(condition, item, bindings)
  }
}

type OperandTest = Extract<Condition, { kind: 'begins' | 'contains' | 'between' | 'in' | 'compare' }>

function testOperands(condition: OperandTest, item: Item, bindings: Bindings): boolean {
  const read = (operand: Operand): Value | undefined => readOperand(operand, item, bindings)
  if (condition.kind === 'compare') return compare(condition.comparator, read(condition.left), read(condition.right))
  if (condition.kind === 'begins') return begins(read(condition.operand), read(condition.prefix))
  if (condition.kind === 'contains') return contains(read(condition.operand), read(condition.part))
  if (condition.kind === 'in') return condition.list.some(one => compare('=', read(condition.operand), read(one)))
  const value = read(condition.operand)
  return compare('>=', value, read(condition.low)) && compare('<=', value, read(condition.high))
}

function readOperand(operand: Operand, item: Item, bindings: Bindings): Value | undefined {
  if (operand.kind === 'value') return bindings.value(operand.name)
  const value = item[bindings.name(operand.name)]
  if (operand.kind === 'attribute' || value === undefined) return value
  const size = sizeOf(value)
  return size === undefined ? undefined : { N: String(size) }
}

function sizeOf(value: Value): number | undefined {
  if (value.S !== undefined) return value.S.length
  if (value.B !== undefined) return value.B.byteLength
  if (value.L !== undefined) return value.L.length
  return value.M === undefined ? undefined : Object.keys(value.M).length
}

/** An attribute that is missing is unequal to everything, and in no order with anything. */
function compare(comparator: Comparator, left: Value | undefined, right: Value | undefined): boolean {
  if (left === undefined || right === undefined) return comparator === '<>'
  if (comparator === '=') return equalValues(left, right)
  if (comparator === '<>') return !equalValues(left, right)
  const order = compareValues(left, right)
  if (order === undefined) return false
  if (comparator === '<') return order < 0
  if (comparator === '<=') return order <= 0
  return comparator === '>' ? order > 0 : order >= 0
}

function begins(value: Value | undefined, prefix: Value | undefined): boolean {
  if (value?.S !== undefined && prefix?.S !== undefined) return value.S.startsWith(prefix.S)
  if (value?.B === undefined || prefix?.B === undefined) return false
  return Buffer.compare(value.B.subarray(0, prefix.B.length), prefix.B) === 0
}

function contains(value: Value | undefined, part: Value | undefined): boolean {
  if (part === undefined) return false
  if (value?.L !== undefined) return value.L.some(one => equalValues(one, part))
  if (value?.S !== undefined && part.S !== undefined) return value.S.includes(part.S)
  return value?.B !== undefined && part.B !== undefined && Buffer.from(value.B).includes(Buffer.from(part.B))
}
