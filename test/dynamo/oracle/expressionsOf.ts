import type { Item, Value } from '../fake/values.ts'
import type { Chance } from './chance.ts'
import { anyNumber, anyText, anyValue, attributes, sortKeys } from './pools.ts'
import type { Writing } from './writing.ts'

const comparators = ['=', '<>', '<', '<=', '>', '>='] as const

/** A condition that the item meets about every other time. */
export function anyCondition(writing: Writing, item: Readonly<Item> | undefined, depth = 2): string {
  const { chance } = writing
  const condition = anyBare(writing, item, depth)
  return depth < 2 && /AND|OR/i.test(condition) && chance.percent(40) ? `(${condition})` : condition
}

/** One that does not stand in parentheses: around two pairs of them DynamoDB refuses one. */
function anyBare(writing: Writing, item: Readonly<Item> | undefined, depth: number): string {
  const { chance } = writing
  if (depth === 0 || chance.percent(50)) return anyTest(writing, item)
  const inner = () => anyCondition(writing, item, depth - 1)
  if (chance.percent(25)) return `NOT (${writing.rude(30) ? inner() : anyBare(writing, item, depth - 1)})`
  return `${inner()} ${chance.pick(['AND', 'OR', 'and', 'or'])} ${inner()}`
}

function anyTest(writing: Writing, item: Readonly<Item> | undefined): string {
  const { chance } = writing
  const attribute = chance.pick(chance.percent(90) ? attributes : ['p', 's'])
  const known = item?.[attribute]
  const name = writing.name(attribute)
  const kind = chance.below(11)
  if (kind === 0) return `attribute_exists(${name})`
  if (kind === 1) return `attribute_not_exists (${name})`
  if (kind === 2) return `begins_with(${name}, ${writing.value(prefixOf(writing, known))})`
  if (kind === 3) return between(writing, name, known)
  if (kind === 4) return `${name} IN (${[1, 2, 3].map(() => writing.value(near(chance, known))).join(', ')})`
  if (kind === 5)
    return `size(${name}) ${chance.pick(comparators)} ${writing.value({ N: chance.pick(['0', '1', '2']) })}`
  if (kind === 6) return `contains(${name}, ${writing.value(partOf(writing, known))})`
  return compare(writing, name, known)
}

const near = (chance: Chance, known: Value | undefined): Value =>
  known !== undefined && chance.percent(60) ? known : anyValue(chance)

function compare(writing: Writing, name: string, known: Value | undefined): string {
  const { chance } = writing
  const comparator = chance.pick(comparators)
  if (chance.percent(10)) return `${name} ${comparator} ${writing.name(anyOther(writing, name))}`
  const isOrdered = comparator !== '=' && comparator !== '<>' && !writing.rude(5)
  const value = near(chance, known)
  return `${name} ${comparator} ${writing.value(isOrdered && !hasOrder(value) ? anyNumber(chance) : value)}`
}

const anyOther = (writing: Writing, name: string): string =>
  writing.chance.pick(attributes.filter(other => other !== name.replace('#', '') || writing.rude(20)))

const hasOrder = ({ S, N, B }: Value): boolean => S !== undefined || N !== undefined || B !== undefined

function between(writing: Writing, name: string, known: Value | undefined): string {
  const { chance } = writing
  const bounds = chance.pick([
    [{ S: '' }, { S: 'xy' }],
    [{ S: 'xy' }, { S: '😀' }],
    [{ N: '-1' }, { N: '10' }],
    [{ N: '1e2' }, { N: '99999999999999999999' }],
    known !== undefined && hasOrder(known) ? [known, known] : [{ S: 'y' }, { S: writing.rude(50) ? 'x' : 'z' }],
  ])
  return `${name} BETWEEN ${writing.value(bounds[0]!)} AND ${writing.value(bounds[1]!)}`
}

function prefixOf(writing: Writing, known: Value | undefined): Value {
  const { chance } = writing
  if (known?.S !== undefined && chance.percent(70)) return { S: beginningOf(chance, known.S) }
  return writing.rude(4) ? anyNumber(chance) : anyText(chance)
}

function partOf({ chance }: Writing, known: Value | undefined): Value {
  if (known?.S === undefined || chance.percent(30)) return anyText(chance)
  return { S: beginningOf(chance, [...known.S].slice(chance.below(3)).join('')) }
}

function beginningOf(chance: Chance, text: string): string {
  const characters = [...text]
  return characters.slice(0, chance.below(characters.length + 1)).join('')
}

/** An update of up to four attributes, each named once. */
export function anyUpdate(writing: Writing, item: Readonly<Item> | undefined): string {
  const { chance } = writing
  const changed = chance.some(attributes, 1 + chance.below(4))
  const clauses: Record<string, string[]> = {}
  for (const attribute of changed) {
    const clause = chance.pick(['SET', 'SET', 'SET', 'REMOVE', 'ADD'])
    const name = writing.name(attribute)
    clauses[clause] = [...(clauses[clause] ?? []), changeOf(clause, name, writing, item)]
  }
  return Object.entries(clauses)
    .map(([clause, changes]) => `${chance.percent(80) ? clause : clause.toLowerCase()} ${changes.join(', ')}`)
    .join(' ')
}

function changeOf(clause: string, name: string, writing: Writing, item: Readonly<Item> | undefined): string {
  const { chance } = writing
  if (clause === 'REMOVE') return name
  if (clause === 'ADD') return `${name} ${writing.value(writing.rude(3) ? { S: 'x' } : anyNumber(chance))}`
  const kind = chance.below(6)
  if (kind === 0)
    return `${name} = if_not_exists(${writing.name(chance.pick(attributes))}, ${writing.value(anyValue(chance))})`
  if (kind === 1) return `${name} = ${writing.name(anyPresent(chance, item))}`
  if (kind > 3) return `${name} = ${writing.value(anyValue(chance))}`
  const operand = chance.percent(50)
    ? `if_not_exists(${writing.name(chance.pick(attributes))}, ${writing.value(anyNumber(chance))})`
    : writing.name(anyPresent(chance, item))
  return `${name} = ${operand} ${chance.pick(['+', '-'])} ${writing.value(anyNumber(chance))}`
}

function anyPresent(chance: Chance, item: Readonly<Item> | undefined): string {
  const present = attributes.filter(name => item?.[name] !== undefined)
  return chance.pick(present.length > 0 && chance.percent(90) ? present : attributes)
}

/** What a query asks of the sort key, if anything. */
export function anyKeyCondition(writing: Writing, p: string): string {
  const { chance } = writing
  const partition = `${writing.name('p')} = ${writing.value({ S: p })}`
  const order = anyOrder(writing)
  if (order === undefined) return partition
  return chance.percent(90) ? `${partition} AND ${order}` : `${order} AND ${partition}`
}

function anyOrder(writing: Writing): string | undefined {
  const { chance } = writing
  const kind = chance.below(8)
  if (kind < 2) return undefined
  const name = writing.name('s')
  const [low, high] = chance
    .some([...sortKeys.keys()], 2)
    .sort((a, b) => a - b)
    .map(index => ({ S: sortKeys[index]! }))
  if (kind === 2) return `begins_with(${name}, ${writing.value(chance.percent(50) ? { S: '1' } : low!)})`
  if (kind > 5) return `${name} BETWEEN ${writing.value(low!)} AND ${writing.value(high!)}`
  return `${name} ${chance.pick(['=', '<', '<=', '>', '>='])} ${writing.value(low!)}`
}
